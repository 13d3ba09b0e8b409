# The side of R's survey package in benchmarks/survey.py: the same work on the same file (csv), as one line of JSON.
suppressMessages(library(survey))
given <- commandArgs(trailingOnly = TRUE)
frame <- read.csv(given[1], stringsAsFactors = TRUE)
least <- function(work, times) min(sapply(seq_len(times), function(i) system.time(work())[["elapsed"]]))
times <- as.integer(given[2])
make <- function() svydesign(id = ~cluster, strata = ~stratum, weights = ~weight, data = frame, nest = TRUE)
design <- make()
told <- told ~ sex + identity + region + age + screen + age_met
work <- list(
  design = make,
  mean = function() svymean(~told, design),
  by = function() svyby(~told, ~region, design, svymean),
  crosstab = function() svychisq(~identity + told, design, statistic = "F"),
  logit = function() svyglm(told, design, family = quasibinomial())
)
if (nrow(frame) < 50000) {
  work$replicates <- function() svymean(~told, as.svrepdesign(design, type = "subbootstrap", replicates = 500))
}
seconds <- sapply(work, least, times)
answers <- c(
  mean = SE(work$mean())[[1]], by = SE(work$by())[[1]],
  crosstab = work$crosstab()$statistic[[1]], logit = SE(work$logit())[[1]]
)
pairs <- function(x) paste0("{", paste0('"', names(x), '": ', format(x, digits = 15, trim = TRUE), collapse = ", "), "}")
versions <- paste0("R ", getRversion(), ", survey ", packageVersion("survey"))
cat(sprintf('{"version": "%s", "seconds": %s, "answers": %s}\n', versions, pairs(seconds), pairs(answers)))
