# The task of the usual script with quanteda, as an R user would write it who knows the package well.
#
# Needs quanteda 4, data.table, jsonlite, stringi, Matrix. Words are those of ICU, which quanteda cuts by; slogans are
# found as tokens that follow one another and are joined (tokens_lookup() gives the same and takes longer). Out come tables
# of pairs, no graphs.
source("peers.R")
suppressPackageStartupMessages(library(quanteda))
quanteda_options(threads = 2)

cut <- function(x, ...) tokens(x, remove_punct = TRUE, split_tags = TRUE, ...)

study <- function(path) {
    texts <- read_parts(path)
    year_of <- texts$year_of

    # one object for all sentences, handed on by reference
    words <- cut(corpus(texts$parts, docvars = data.frame(doc = texts$of, year = year_of[texts$of])), xptr = TRUE)
    texts$parts <- NULL
    surfaces <- unique(patterns$surface)
    phrases <- as.phrase(cut(surfaces))
    joined <- vapply(phrases, stri_c, "", collapse = "")
    words <- tokens_compound(words, phrases, valuetype = "fixed", case_insensitive = FALSE, concatenator = "", join = FALSE)
    sentences <- dfm(words, tolower = FALSE)
    rm(words)

    types <- featnames(sentences)
    named <- unique(patterns[!is.na(term), .(surface, term)])[, type := joined[match(surface, surfaces)]][type %in% types]
    is_word <- stri_length(types) > 1 & stri_detect_regex(types, "[\u4e00-\u9fd5]") & !types %in% joined
    frequency <- docfreq(dfm_group(sentences[, is_word], groups = doc))
    top <- head(names(frequency)[order(-frequency, names(frequency), method = "radix")], WORDS)
    labels <- sort(unique(named$term))
    to_term <- sparseMatrix(i = match(named$type, types), j = match(named$term, labels), x = 1,
                            dims = c(length(types), length(labels)))
    slogans <- as(sentences, "dgCMatrix") %*% to_term
    kept <- as.dfm(cbind(slogans, as(sentences[, top], "dgCMatrix")))
    years <- docvars(sentences, "year")
    doc <- docvars(sentences, "doc")
    features <- c(paste0("#", labels), top)
    rm(sentences)

    held <- as(slogans, "TsparseMatrix")
    edges <- rbindlist(lapply(sort(unique(year_of)), function(y) {
        drawn(fcm(kept[years == y, ], context = "document", count = "boolean", tri = TRUE), features, y, texts$least)
    }))
    list(hits = by_year(data.table(doc = doc[held@i + 1L], term = labels[held@j + 1L]), year_of), edges = edges)
}

run(paste("quanteda", packageVersion("quanteda")), study)
