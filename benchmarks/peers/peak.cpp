// The processor's peak: independent fused multiply-adds on registers of the widest kind, nothing loaded or stored.
#include <cstdint>

#include "stopwatch.h"

#if defined(__AVX512F__)
constexpr int VectorBytes = 64;
#elif defined(__AVX__)
constexpr int VectorBytes = 32;
#else
constexpr int VectorBytes = 16;
#endif
typedef float Vector __attribute__((vector_size(VectorBytes)));

// Seconds of the thread for `rounds` rounds; flops receives the floating-point operations done, two for each lane's multiply-add.
extern "C" double fma_peak_run(int64_t rounds, double* flops) {
    // Latency 4 to 5, two units: 10 chains keep them busy, and 12 still fit into 16 registers. Variables of their own, as the
    // compiler keeps an array on the stack. The values tend to 1: neither denormal nor infinite.
    Vector factor = Vector{} + 0.5f, addend = factor;
    Vector a = Vector{}, b = a, c = a, d = a, e = a, f = a, g = a, h = a, i = a, j = a, k = a, l = a;
    const double start = peers::seconds();
    for (int64_t round = 0; round < rounds; round++) {
        a = a * factor + addend, b = b * factor + addend, c = c * factor + addend, d = d * factor + addend;
        e = e * factor + addend, f = f * factor + addend, g = g * factor + addend, h = h * factor + addend;
        i = i * factor + addend, j = j * factor + addend, k = k * factor + addend, l = l * factor + addend;
        // Each stays in its register, and none is known to equal another.
        asm volatile("" : "+x"(a), "+x"(b), "+x"(c), "+x"(d), "+x"(e), "+x"(f), "+x"(g), "+x"(h), "+x"(i), "+x"(j), "+x"(k), "+x"(l));
    }
    const double elapsed = peers::seconds() - start;
    *flops = 2.0 * 12 * (VectorBytes / sizeof(float)) * static_cast<double>(rounds);
    return elapsed;
}
