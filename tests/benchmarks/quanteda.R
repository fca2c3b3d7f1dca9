# The task of the usual script with quanteda, as an R user would write it who knows the package well.
#
#     Rscript quanteda.R TEXTS.jsonl FIRST.jsonl OUT
#
# OUT/patterns.csv holds surface and term. FIRST is run before TEXTS, which alone is timed: libraries and ICU are loaded then.
# Needs quanteda 4, data.table, jsonlite, stringi, Matrix. Words are those of ICU, which quanteda cuts by; slogans are
# found as tokens that follow one another and are joined (tokens_lookup() gives the same and takes longer). Out come tables
# of pairs, no graphs.
begun <- proc.time()
suppressPackageStartupMessages({library(quanteda); library(Matrix); library(stringi); library(data.table)})
quanteda_options(threads = 2)
setDTthreads(2)
arguments <- commandArgs(TRUE)
out <- arguments[3]
patterns <- fread(file.path(out, "patterns.csv"), encoding = "UTF-8", na.strings = "")
SENTENCE <- "[^。！？；…\n\\s][^。！？；…\n]*(?:[。！？；…][。！？；…”’」』》〉）】]*)?|[。！？；…]+[”’」』》〉）】]*"
WORDS <- 2000

cut <- function(x, ...) tokens(x, remove_punct = TRUE, split_tags = TRUE, ...)

study <- function(path) {
    rows <- jsonlite::fromJSON(stri_c("[", stri_c(readLines(path, encoding = "UTF-8", warn = FALSE), collapse = ","), "]"))
    documents <- nrow(rows)
    year_of <- as.integer(substr(rows$date, 1, 4))
    least <- max(5, documents %/% 4000)
    found <- stri_extract_all_regex(rows$text, SENTENCE, omit_no_match = TRUE)
    of <- c(seq_len(documents), rep.int(seq_len(documents), lengths(found)))
    parts <- c(rows$title, unlist(found, use.names = FALSE))
    rm(found, rows)

    # one object for all sentences, handed on by reference
    words <- cut(corpus(parts, docvars = data.frame(doc = of, year = year_of[of])), xptr = TRUE)
    rm(parts)
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
    hits <- unique(data.table(doc = doc[held@i + 1L], term = labels[held@j + 1L]))
    hits <- hits[, .(year = year_of[doc], term)][, .(hits = .N), keyby = .(year, term)]
    hits[, n := sum(year_of == .BY$year), by = year]
    z <- 1.959963984540054
    hits[, `:=`(middle = (hits + z * z / 2) / (n + z * z), half = z / (n + z * z) * sqrt(hits * (1 - hits / n) + z * z / 4))]
    hits[, `:=`(low = middle - half, high = middle + half)]
    edges <- rbindlist(lapply(sort(unique(year_of)), function(y) {
        pairs <- as(fcm(kept[years == y, ], context = "document", count = "boolean", tri = TRUE), "TsparseMatrix")
        drawn <- pairs@x >= least & pairs@i != pairs@j
        data.table(year = y, a = features[pairs@i[drawn] + 1L], b = features[pairs@j[drawn] + 1L], n = as.integer(pairs@x[drawn]))
    }))
    list(hits = hits[, .(year, term, hits, low, high)], edges = edges)
}

invisible(study(arguments[2]))
loaded <- proc.time()
result <- study(arguments[1])
spent <- proc.time() - loaded
peak <- as.numeric(stri_extract_first_regex(grep("VmHWM", readLines("/proc/self/status"), value = TRUE), "\\d+")) / 1024
fwrite(result$hits, file.path(out, "hits.csv"))
fwrite(result$edges, file.path(out, "edges.csv"))
jsonlite::write_json(list(name = paste("quanteda", packageVersion("quanteda")), loading = (loaded - begun)[["elapsed"]],
                          seconds = spent[["elapsed"]], processor = spent[["user.self"]] + spent[["sys.self"]],
                          peak_mb = peak, stages = setNames(list(), character())),
                     file.path(out, "told.json"), auto_unbox = TRUE, digits = 6)
