// What a peer is for the benchmark: one LSTM cell with weights and a state, advanced step by step.
#pragma once
#include <cstdint>
#include <memory>
#include <stdexcept>

namespace peers {

// As the benchmark hands it over. Gates stand in the order i, f, g, o.
struct StepTask {
    int32_t inputs;        // I
    int32_t hidden;        // H
    int32_t batch;         // B streams side by side
    const float* weights;  // [4H, I + H]
    const float* bias;     // [4H]
};

class StepPeer {
public:
    virtual ~StepPeer() = default;
    // Sets h and c to 0.
    virtual void reset() = 0;
    // Takes in [B, I] and advances h and c.
    virtual void step(const float* inputs) = 0;
    // h, [B, H], valid until the next step.
    virtual const float* hidden_state() const = 0;
    // Takes over h, then c, [2, B, H], and gives them back: for one cell that many streams share. Most peers need neither.
    virtual void load_state(const float*) { throw std::logic_error("this peer keeps its state to itself"); }
    virtual void store_state(float*) const { throw std::logic_error("this peer keeps its state to itself"); }
};

// The one thing that each peer's file provides.
std::unique_ptr<StepPeer> make_step_peer(const StepTask& task);

}  // namespace peers
