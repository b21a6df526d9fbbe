// What Go needs of CLP, in C. Arrays are copied; sizes are those of the load.
#ifdef __cplusplus
extern "C" {
#endif

typedef struct adit_clp adit_clp;

adit_clp *adit_clp_new(int columns, int rows, const int *start, const int *index, const double *value);
void adit_clp_free(adit_clp *p);

// Bounds and costs, all at once; infinite ones as IEEE infinities.
void adit_clp_columns(adit_clp *p, const double *lo, const double *hi, const double *cost);
void adit_clp_rows(adit_clp *p, const double *lo, const double *hi);

// Solves a minimisation from the last basis: 0 optimal, 1 infeasible, 2 unbounded,
// 5 stopped, others are failures. adit_clp_stop may come from another thread.
int adit_clp_solve(adit_clp *p, int log);
void adit_clp_stop(adit_clp *p, int stop);

int adit_clp_iterations(adit_clp *p);
void adit_clp_read(adit_clp *p, double *x, double *reduced, double *dual);

#ifdef __cplusplus
}
#endif
