# The task of the usual script with jiebaR, as an R user would write it who knows data.table and Matrix well.
#
# Needs jiebaR, data.table, jsonlite, stringi, Matrix. Words are those of maximum probability, which is jieba with HMM off;
# slogans are words of the user's own dictionary, so one is missed where marks stand inside it. Out come tables of pairs,
# no graphs.
source("peers.R")
suppressPackageStartupMessages(library(jiebaR))
surfaces <- unique(patterns$surface)
stri_write_lines(surfaces, file.path(out, "slogans.utf8"))
cutter <- worker("mp", user = file.path(out, "slogans.utf8"), user_weight = "max", symbol = TRUE, write = "NOFILE")

study <- function(path) {
    texts <- read_parts(path)

    # all in one string, which is cut three times as fast as sentence by sentence
    words <- segment(stri_flatten(stri_replace_all_fixed(texts$parts, "\n", " "), "\n"), cutter)
    texts$parts <- NULL
    Encoding(words) <- "UTF-8"
    types <- unique(words)
    at <- chmatch(words, types)
    part <- cumsum(at == chmatch("\n", types)) + 1L
    rm(words)
    is_word <- stri_length(types) > 1 & stri_detect_regex(types, "[\u4e00-\u9fd5]")
    cells <- unique(data.table(part, at)[is_word[at]])
    cells[, doc := texts$of[part]]

    named <- unique(patterns[!is.na(term), .(surface, term)])[, at := chmatch(surface, types)][!is.na(at)]
    slogans <- cells[named, on = "at", allow.cartesian = TRUE, nomatch = NULL]
    frequency <- unique(cells[!types[at] %in% surfaces, .(doc, at)])[, .N, by = at]
    top <- head(frequency$at[order(-frequency$N, types[frequency$at], method = "radix")], WORDS)
    labels <- sort(unique(slogans$term))
    features <- c(paste0("#", labels), types[top])
    kept <- rbind(unique(slogans[, .(part, column = chmatch(term, labels))]),
                  cells[, .(part, column = match(at, top) + length(labels))][!is.na(column)])
    kept[, year := texts$year_of[texts$of[part]]]
    edges <- rbindlist(lapply(sort(unique(texts$year_of)), function(y) {
        own <- kept[year == y]
        held <- sparseMatrix(i = match(own$part, unique(own$part)), j = own$column, x = 1,
                             dims = c(uniqueN(own$part), length(features)))
        drawn(triu(crossprod(held)), features, y, texts$least)
    }))
    list(hits = by_year(slogans[, .(doc, term)], texts$year_of), edges = edges)
}

run(paste("jiebaR", packageVersion("jiebaR")), study)
