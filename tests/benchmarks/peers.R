# What the programs in R share: how texts are read, what a sentence is, intervals, and how a run is timed and written down.
#
#     Rscript PROGRAM.R TEXTS.jsonl FIRST.jsonl OUT
#
# OUT/patterns.csv holds surface and term. FIRST is run before TEXTS, which alone is timed: libraries are loaded then.
begun <- proc.time()
suppressPackageStartupMessages({library(Matrix); library(stringi); library(data.table)})
setDTthreads(2)
arguments <- commandArgs(TRUE)
out <- arguments[3]
patterns <- fread(file.path(out, "patterns.csv"), encoding = "UTF-8", na.strings = "")
SENTENCE <- "[^。！？；…\n\\s][^。！？；…\n]*(?:[。！？；…][。！？；…”’」』》〉）】]*)?|[。！？；…]+[”’」』》〉）】]*"
WORDS <- 2000

# The titles, then the sentences of all texts; which document each is from; the year of each document; the least that a
# pair must be seen.
read_parts <- function(path) {
    rows <- jsonlite::fromJSON(stri_c("[", stri_c(readLines(path, encoding = "UTF-8", warn = FALSE), collapse = ","), "]"))
    documents <- nrow(rows)
    found <- stri_extract_all_regex(rows$text, SENTENCE, omit_no_match = TRUE)
    list(of = c(seq_len(documents), rep.int(seq_len(documents), lengths(found))),
         parts = c(rows$title, unlist(found, use.names = FALSE)),
         year_of = as.integer(substr(rows$date, 1, 4)), least = max(5, documents %/% 4000))
}

# Documents of each year that hold a term, with Wilson's interval, from a table of document and term.
by_year <- function(held, year_of) {
    z <- 1.959963984540054
    hits <- unique(held)[, .(year = year_of[doc], term)][, .(hits = .N), keyby = .(year, term)]
    hits[, n := sum(year_of == .BY$year), by = year]
    hits[, `:=`(middle = (hits + z * z / 2) / (n + z * z), half = z / (n + z * z) * sqrt(hits * (1 - hits / n) + z * z / 4))]
    hits[, .(year, term, hits, low = middle - half, high = middle + half)]
}

# The pairs of a year from how often columns meet, an upper triangle.
drawn <- function(meetings, features, year, least) {
    pairs <- as(meetings, "TsparseMatrix")
    asked <- pairs@x >= least & pairs@i != pairs@j
    data.table(year = rep.int(year, sum(asked)), a = features[pairs@i[asked] + 1L], b = features[pairs@j[asked] + 1L],
               n = as.integer(pairs@x[asked]))
}

run <- function(name, study) {
    invisible(study(arguments[2]))
    loaded <- proc.time()
    result <- study(arguments[1])
    spent <- proc.time() - loaded
    peak <- as.numeric(stri_extract_first_regex(grep("VmHWM", readLines("/proc/self/status"), value = TRUE), "\\d+")) / 1024
    fwrite(result$hits, file.path(out, "hits.csv"))
    fwrite(result$edges, file.path(out, "edges.csv"))
    jsonlite::write_json(list(name = name, loading = (loaded - begun)[["elapsed"]], seconds = spent[["elapsed"]],
                              processor = spent[["user.self"]] + spent[["sys.self"]], peak_mb = peak,
                              stages = setNames(list(), character())),
                         file.path(out, "measured.json"), auto_unbox = TRUE, digits = 6)
}
