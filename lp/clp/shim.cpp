//go:build clp

#include "shim.h"

#include <atomic>
#include <cmath>
#include <cstring>
#include <memory>
#include <vector>

#include <coin/ClpEventHandler.hpp>
#include <coin/ClpSimplex.hpp>
#include <coin/CoinFinite.hpp>

namespace {

// Stopper ends the solve at the next event after the flag is up: CLP has one at
// each iteration and each factorisation.
class Stopper : public ClpEventHandler {
 public:
  explicit Stopper(const std::atomic<int> *stop) : stop_(stop) {}
  int event(Event) override { return stop_->load() ? 5 : -1; }
  ClpEventHandler *clone() const override { return new Stopper(*this); }

 private:
  const std::atomic<int> *stop_;
};

std::vector<double> finite(const double *v, int n) {
  std::vector<double> out(v, v + n);
  for (double &x : out)
    if (std::isinf(x)) x = x > 0 ? COIN_DBL_MAX : -COIN_DBL_MAX;
  return out;
}

}  // namespace

struct adit_clp {
  std::atomic<int> stop{0};
  std::unique_ptr<ClpSimplex> model;
  bool spoilt = false;
  int iterations = 0;

  void take(ClpSimplex *m) {
    model.reset(m);
    Stopper handler(&stop);
    model->passInEventHandler(&handler);
  }

  // A model whose last solve did not end as optimal may call the next one optimal
  // though an empty column is at its wrong bound (CLP 1.17.6): start afresh.
  void renew() {
    ClpSimplex *m = new ClpSimplex;
    m->loadProblem(*model->matrix(), model->getColLower(), model->getColUpper(),
                   model->getObjCoefficients(), model->getRowLower(), model->getRowUpper());
    take(m);
  }
};

adit_clp *adit_clp_new(int columns, int rows, const int *start, const int *index, const double *value) {
  adit_clp *p = new adit_clp;
  std::vector<CoinBigIndex> begin(start, start + columns + 1);
  ClpSimplex *m = new ClpSimplex;
  m->loadProblem(columns, rows, begin.data(), index, value, nullptr, nullptr, nullptr, nullptr, nullptr);
  p->take(m);
  return p;
}

void adit_clp_free(adit_clp *p) { delete p; }

void adit_clp_columns(adit_clp *p, const double *lo, const double *hi, const double *cost) {
  int n = p->model->numberColumns();
  p->model->chgColumnLower(finite(lo, n).data());
  p->model->chgColumnUpper(finite(hi, n).data());
  p->model->chgObjCoefficients(cost);
}

void adit_clp_rows(adit_clp *p, const double *lo, const double *hi) {
  int n = p->model->numberRows();
  p->model->chgRowLower(finite(lo, n).data());
  p->model->chgRowUpper(finite(hi, n).data());
}

// The dual method keeps close to the last basis; the primal one has the last word,
// as it tells unbounded from infeasible, and takes no step where all is well.
int adit_clp_solve(adit_clp *p, int log) {
  if (p->spoilt) p->renew();
  ClpSimplex &m = *p->model;
  m.setLogLevel(log);
  m.dual();
  p->iterations = m.numberIterations();
  if (m.status() != 5) {
    m.primal();
    p->iterations += m.numberIterations();
  }
  if (m.status() == 0 && m.secondaryStatus() >= 2 && m.secondaryStatus() <= 4) {
    m.cleanup(1);  // optimal only as scaled
    p->iterations += m.numberIterations();
  }
  p->spoilt = m.status() != 0;
  return m.status();
}

void adit_clp_stop(adit_clp *p, int stop) { p->stop.store(stop); }

int adit_clp_iterations(adit_clp *p) { return p->iterations; }

void adit_clp_read(adit_clp *p, double *x, double *reduced, double *dual) {
  ClpSimplex &m = *p->model;
  size_t n = sizeof(double) * m.numberColumns(), k = sizeof(double) * m.numberRows();
  std::memcpy(x, m.primalColumnSolution(), n);
  std::memcpy(reduced, m.dualColumnSolution(), n);
  std::memcpy(dual, m.dualRowSolution(), k);
}
