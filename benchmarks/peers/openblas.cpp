// OpenBLAS: one matrix product for the four gates' sums, and the gates as plain loops that the compiler vectorises
// (-ffast-math lets it take the C library's vector exponential).
#include <cblas.h>

#include <algorithm>
#include <cmath>
#include <cstdint>
#include <vector>

#include "step_peer.h"

extern "C" void openblas_set_num_threads(int threads);

namespace {

class OpenBlasPeer final : public peers::StepPeer {
public:
    explicit OpenBlasPeer(const peers::StepTask& task)
        : inputs_(task.inputs), hidden_(task.hidden), batch_(task.batch), width_(task.inputs + task.hidden),
          weights_(task.weights, task.weights + 4 * hidden_ * width_), bias_(task.bias, task.bias + 4 * hidden_),
          rows_(batch_ * width_), sums_(batch_ * 4 * hidden_), cell_(batch_ * hidden_), shown_(batch_ * hidden_) {
        openblas_set_num_threads(1);
    }

    void reset() override {
        std::fill(rows_.begin(), rows_.end(), 0.0f);
        std::fill(cell_.begin(), cell_.end(), 0.0f);
        std::fill(shown_.begin(), shown_.end(), 0.0f);
    }

    void step(const float* inputs) override {
        for (int stream = 0; stream < batch_; stream++) {
            std::copy_n(inputs + stream * inputs_, inputs_, &rows_[stream * width_]);
            std::copy_n(&shown_[stream * hidden_], hidden_, &rows_[stream * width_ + inputs_]);
            std::copy_n(bias_.data(), 4 * hidden_, &sums_[stream * 4 * hidden_]);
        }
        if (batch_ == 1) {
            cblas_sgemv(CblasRowMajor, CblasNoTrans, 4 * hidden_, width_, 1, weights_.data(), width_, rows_.data(), 1, 1,
                        sums_.data(), 1);
        } else {
            cblas_sgemm(CblasRowMajor, CblasNoTrans, CblasTrans, batch_, 4 * hidden_, width_, 1, rows_.data(), width_,
                        weights_.data(), width_, 1, sums_.data(), 4 * hidden_);
        }
        for (int stream = 0; stream < batch_; stream++) {
            activate(&sums_[stream * 4 * hidden_], &cell_[stream * hidden_], &shown_[stream * hidden_]);
        }
    }

    const float* hidden_state() const override { return shown_.data(); }

private:
    static float sigmoid(float z) { return 1 / (1 + std::exp(-z)); }
    static float tangent(float z) { return 2 * sigmoid(2 * z) - 1; }

    void activate(const float* __restrict sums, float* __restrict cell, float* __restrict shown) const {
        for (int unit = 0; unit < hidden_; unit++) {
            cell[unit] = sigmoid(sums[hidden_ + unit]) * cell[unit] + sigmoid(sums[unit]) * tangent(sums[2 * hidden_ + unit]);
            shown[unit] = sigmoid(sums[3 * hidden_ + unit]) * tangent(cell[unit]);
        }
    }

    int inputs_, hidden_, batch_, width_;
    std::vector<float> weights_, bias_, rows_, sums_, cell_, shown_;
};

}  // namespace

std::unique_ptr<peers::StepPeer> peers::make_step_peer(const StepTask& task) { return std::make_unique<OpenBlasPeer>(task); }
