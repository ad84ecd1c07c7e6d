# Sourced by whoever starts a JVM with workers of ours: what OpenBLAS finds in its environment.
# OpenBLAS picks kernels for AVX2 on processors with AVX-512 and is then half as fast.
if [ -z "${OPENBLAS_CORETYPE:-}" ] && grep -qm1 avx512f /proc/cpuinfo 2>/dev/null; then
  export OPENBLAS_CORETYPE=SKYLAKEX
fi
# Every worker is a thread of ours and calls OpenBLAS itself.
export OPENBLAS_NUM_THREADS=1
