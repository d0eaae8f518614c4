// The C interface of a step peer. Each peer's library is this file and the peer's own.
#include "step_peer.h"

#include <cstdio>
#include <cstring>
#include <exception>

#include "stopwatch.h"

using namespace peers;

// Null on failure, with the reason in error.
extern "C" StepPeer* step_peer_create(const StepTask* task, char* error, int32_t error_length) {
    try {
        return make_step_peer(*task).release();
    } catch (const std::exception& exception) {
        std::snprintf(error, error_length, "%s", exception.what());
        return nullptr;
    }
}

extern "C" void step_peer_destroy(StepPeer* peer) { delete peer; }

extern "C" void step_peer_reset(StepPeer* peer) { peer->reset(); }

extern "C" void step_peer_hidden_state(const StepPeer* peer, float* hidden, int32_t count) {
    std::memcpy(hidden, peer->hidden_state(), count * sizeof(float));
}

// One step of a stream whose state, h then c, stands elsewhere: [2, B, H], advanced in place. 0 on success.
extern "C" int32_t step_peer_step_from(StepPeer* peer, const float* inputs, float* state) {
    try {
        peer->load_state(state);
        peer->step(inputs);
        peer->store_state(state);
        return 0;
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "step failed: %s\n", exception.what());
        return 1;
    }
}

// Takes `steps` steps over inputs [period, B, I], again and again; returns seconds of the thread, below 0 on failure.
// A step costs a virtual call, about a nanosecond, beside the peer's own work.
extern "C" double step_peer_run(StepPeer* peer, const float* inputs, int32_t input_length, int32_t period, int32_t steps) {
    try {
        const double start = seconds();
        for (int32_t step = 0, row = 0; step < steps; step++) {
            peer->step(inputs + static_cast<int64_t>(row) * input_length);
            row = row + 1 == period ? 0 : row + 1;
        }
        return seconds() - start;
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "step failed: %s\n", exception.what());
        return -1;
    }
}
