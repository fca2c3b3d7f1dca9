# The words of texts by jiebaR, maximum probability: the seconds of the processor on the first line, then a line a text.
#
#     Rscript words.R TEXTS.jsonl WORDS.txt
suppressPackageStartupMessages({library(jiebaR); library(stringi)})
arguments <- commandArgs(TRUE)
texts <- vapply(lapply(readLines(arguments[1], encoding = "UTF-8"), jsonlite::fromJSON), `[[`, "", "text")
one <- stri_flatten(texts, "\n")  # faster than text by text
cutter <- worker("mp", symbol = TRUE, write = "NOFILE")
invisible(segment(one, cutter))
spent <- system.time(words <- segment(one, cutter))
writeLines(c(format(spent[["user.self"]] + spent[["sys.self"]]), stri_flatten(words, "\t")), arguments[2], useBytes = TRUE)
