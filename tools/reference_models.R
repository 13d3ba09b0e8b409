# Figures of models in R (survey 4.1.1), for tests/reference/survey_models_r_4.1.1.json.
#
#   python tests/study/modelled_study.py > models.csv
#   Rscript tools/reference_models.R models.csv > tests/reference/survey_models_r_4.1.1.json
#
# Linear, logistic and Poisson models are svyglm's. Survey has no multinomial model, and its svyolr ends its search
# some 1e-7 from the solution; here both are solved to the last digits by Newton's method on their own scores, and
# their errors are survey's svyrecvar of each respondent's influence. Firth's model is solved on its modified score.
suppressMessages(library(survey))
options(survey.lonely.psu = "adjust", digits = 15)
file <- commandArgs(TRUE)[1]
d <- read.csv(file)
d$told <- as.integer(d$told == 1); d$rare <- as.integer(d$rare == 1)
d$open <- as.integer(d$open == 1); d$home <- factor(d$home)
design <- svydesign(~school, strata = ~stratum, weights = ~w, data = d, nest = TRUE)
right <- ~ open + home + age
X <- model.matrix(right, d)

glm_of <- function(y, family) {
  m <- svyglm(update(right, paste(y, "~ .")), design, family = family,
              control = list(epsilon = 1e-14, maxit = 100))
  list(estimate = unname(coef(m)), se = unname(sqrt(diag(vcov(m)))),
       f = unname(c(regTermTest(m, ~open)$Ftest, regTermTest(m, ~home)$Ftest, regTermTest(m, ~age)$Ftest)))
}

jacobian <- function(f, at) {
  sapply(seq_along(at), function(j) {
    slope <- function(h) { e <- replace(numeric(length(at)), j, h); (f(at + e) - f(at - e)) / (2 * h) }
    (64 * slope(2.5e-4) - 20 * slope(5e-4) + slope(1e-3)) / 45
  })
}

solved <- function(scores, start, w = d$w, influences = TRUE) {
  total <- function(b) colSums(w * scores(b))
  b <- start
  for (step in 1:60) {
    move <- solve(jacobian(total, b), total(b))
    b <- b - move
    if (max(abs(move)) < 1e-13) break
  }
  if (!influences) return(b)
  influence <- -w * scores(b) %*% t(solve(jacobian(total, b)))
  v <- svyrecvar(influence, design$cluster, design$strata, design$fpc)
  list(estimate = unname(b), se = unname(sqrt(diag(v))))
}

# P(y <= k) = plogis(cut_k - x b), as in svyolr.
ordinal_scores <- function(par) {
  cuts <- c(-Inf, par[1:2], Inf); eta <- drop(X[, -1] %*% par[-(1:2)])
  up <- cuts[d$often + 1] - eta; low <- cuts[d$often] - eta
  p <- plogis(up) - plogis(low); f <- function(z) ifelse(is.finite(z), dlogis(z), 0)
  cbind((d$often == 1) * f(up) - (d$often == 2) * f(low),
        (d$often == 2) * f(up) - (d$often == 3) * f(low),
        -(f(up) - f(low)) * X[, -1]) / p
}
multinomial_scores <- function(par) {
  B <- matrix(par, ncol = 2); E <- exp(cbind(0, X %*% B)); P <- E / rowSums(E)
  cbind((d$place == 2) - P[, 2], (d$place == 3) - P[, 3])[, rep(1:2, each = ncol(X))] * cbind(X, X)
}

firth <- function() {
  w <- d$w / mean(d$w); y <- d$rare
  b <- numeric(ncol(X))
  height <- function(b) {
    p <- plogis(drop(X %*% b))
    sum(w * (y * log(p) + (1 - y) * log(1 - p))) + 0.5 * as.numeric(determinant(t(X) %*% (X * w * p * (1 - p)))$modulus)
  }
  score <- function(b, X) {
    p <- plogis(drop(X %*% b)); v <- w * p * (1 - p); I <- t(X) %*% (X * v)
    h <- v * rowSums((X %*% solve(I)) * X)
    colSums(X * (w * (y - p) + h * (0.5 - p)))
  }
  for (step in 1:200) {
    v <- plogis(drop(X %*% b)); v <- w * v * (1 - v)
    move <- solve(t(X) %*% (X * v), score(b, X))
    b <- b + move
    if (max(abs(move)) < 1e-14) break
  }
  p <- plogis(drop(X %*% b))
  V <- solve(t(X) %*% (X * w * p * (1 - p)))
  top <- height(b)
  profile <- function(j, value) {
    at <- b; at[j] <- value
    for (step in 1:500) {
      v <- plogis(drop(X %*% at)); v <- w * v * (1 - v)
      move <- solve((t(X) %*% (X * v))[-j, -j], score(at, X)[-j])
      at[-j] <- at[-j] + move
      if (max(abs(move)) < 1e-13) break
    }
    height(at)
  }
  # The open account: limits of the profile, and the test of it.
  fall <- function(value) 2 * (top - profile(2, value)) - qchisq(0.95, 1)
  se <- sqrt(diag(V))
  limits <- c(uniroot(fall, c(b[2] - 4 * se[2], b[2]), tol = 1e-12)$root,
              uniroot(fall, c(b[2], b[2] + 4 * se[2]), tol = 1e-12)$root)
  list(estimate = unname(b), se = unname(se), open_limits = limits, open_chi2 = 2 * (top - profile(2, 0)))
}

# Standardised over the account, by survey's own jackknife of everything: weights and fit again.
jackknifed <- function(y, family) {
  rep <- as.svrepdesign(design, type = "JKn", mse = TRUE)
  both <- withReplicates(rep, function(w, data) {
    data$.w <- w
    m <- suppressWarnings(glm(update(right, paste(y, "~ .")), data = data, weights = .w, family = family,
                              control = list(epsilon = 1e-14, maxit = 100)))
    at <- function(v) { e <- data; e$open <- v; sum(w * predict(m, e, type = "response")) / sum(w) }
    c(at(0), at(1), at(1) - at(0), at(1) / at(0))
  })
  list(estimate = as.numeric(both), se = as.numeric(SE(both)))
}

# The same of each category's share: P(category | open = v) averaged, then differences and ratios.
ordinal_shares <- function(par, v) {
  A <- X; A[, "open"] <- v; eta <- drop(A[, -1] %*% par[-(1:2)])
  cbind(plogis(par[1] - eta), plogis(par[2] - eta) - plogis(par[1] - eta), 1 - plogis(par[2] - eta))
}
multinomial_shares <- function(par, v) {
  A <- X; A[, "open"] <- v; E <- exp(cbind(0, A %*% matrix(par, ncol = 2))); E / rowSums(E)
}
jackknifed_shares <- function(scores, start, shares) {
  rep <- as.svrepdesign(design, type = "JKn", mse = TRUE)
  both <- withReplicates(rep, function(w, data) {
    par <- solved(scores, start, w, influences = FALSE)
    of <- function(v) colSums(w * shares(par, v)) / sum(w)
    c(of(0), of(1), of(1) - of(0), of(1) / of(0))
  })
  list(estimate = as.numeric(both), se = as.numeric(SE(both)))
}

ordinal_start <- c(qlogis(cumsum(prop.table(tapply(d$w, d$often, sum)))[1:2]), rep(0, 4))
out <- list(
  logit = glm_of("told", quasibinomial()), linear = glm_of("hours", gaussian()),
  poisson = glm_of("times", quasipoisson()), shares = glm_of("told", quasipoisson()),
  ordinal = solved(ordinal_scores, unname(ordinal_start)), multinomial = solved(multinomial_scores, numeric(10)),
  firth = firth(),
  standardised_logit = jackknifed("told", quasibinomial()),
  standardised_poisson = jackknifed("times", quasipoisson())
)
out$standardised_ordinal <- jackknifed_shares(ordinal_scores, out$ordinal$estimate, ordinal_shares)
out$standardised_multinomial <- jackknifed_shares(multinomial_scores, out$multinomial$estimate, multinomial_shares)
number <- function(x) paste0("[", paste(sprintf("%.15g", x), collapse = ", "), "]")
part <- function(one) paste0("{", paste0("\"", names(one), "\": ", sapply(one, number), collapse = ", "), "}")
stopifnot(max(abs(colSums(d$w * ordinal_scores(out$ordinal$estimate)))) < 1e-8,
          max(abs(colSums(d$w * multinomial_scores(out$multinomial$estimate)))) < 1e-8)
cat("{\n\"about\": \"R ", as.character(getRversion()), ", survey ", as.character(packageVersion("survey")),
    "; tools/reference_models.R; see README.md\",\n", sep = "")
cat(paste0("\"", names(out), "\": ", sapply(out, part), collapse = ",\n"), "\n}\n", sep = "")
