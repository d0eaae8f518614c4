#pragma once
#include <ctime>

namespace peers {

// Processor time of this thread: what other programs take from it in between doesn't count.
inline double seconds() {
    timespec now;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) + 1e-9 * static_cast<double>(now.tv_nsec);
}

}  // namespace peers
