// ONNX Runtime: a model of one LSTM operator, one Run a step. Inputs and outputs are bound to fixed memory, and two
// sets of states change places, so that nothing is allocated or copied around a step.
#include <algorithm>
#include <vector>

#include "onnx_model.h"
#include "onnxruntime_api.h"
#include "step_peer.h"

namespace {

using ort::Entry;

class OnnxRuntimePeer final : public peers::StepPeer {
public:
    explicit OnnxRuntimePeer(const peers::StepTask& task)
        : inputs_(task.inputs), hidden_(task.hidden), batch_(task.batch), source_(batch_ * inputs_) {
        const std::string model = write_model(task);
        api_.call(Entry::CreateEnv, ort::LoggingLevelError, "peers", &environment_);
        api_.call(Entry::CreateSessionOptions, &options_);
        api_.call(Entry::SetIntraOpNumThreads, options_, 1);
        api_.call(Entry::SetInterOpNumThreads, options_, 1);
        api_.call(Entry::SetSessionExecutionMode, options_, ort::ExecutionSequential);
        api_.call(Entry::SetSessionGraphOptimizationLevel, options_, ort::OptimiseAll);
        api_.call(Entry::CreateSessionFromArray, environment_, static_cast<const void*>(model.data()), model.size(), options_, &session_);
        api_.call(Entry::CreateCpuMemoryInfo, ort::DeviceAllocator, ort::MemoryTypeDefault, &memory_);
        source_value_ = bind(source_, inputs_);
        for (int side = 0; side < 2; side++) {
            hidden_states_[side].resize(batch_ * hidden_);
            cell_states_[side].resize(batch_ * hidden_);
            hidden_values_[side] = bind(hidden_states_[side], hidden_);
            cell_values_[side] = bind(cell_states_[side], hidden_);
        }
    }

    ~OnnxRuntimePeer() override {
        api_.release(Entry::ReleaseValue, source_value_);
        for (int side = 0; side < 2; side++) {
            api_.release(Entry::ReleaseValue, hidden_values_[side]);
            api_.release(Entry::ReleaseValue, cell_values_[side]);
        }
        api_.release(Entry::ReleaseSession, session_);
        api_.release(Entry::ReleaseSessionOptions, options_);
        api_.release(Entry::ReleaseMemoryInfo, memory_);
        api_.release(Entry::ReleaseEnv, environment_);
    }

    void reset() override {
        for (int side = 0; side < 2; side++) {
            std::fill(hidden_states_[side].begin(), hidden_states_[side].end(), 0.0f);
            std::fill(cell_states_[side].begin(), cell_states_[side].end(), 0.0f);
        }
    }

    void step(const float* inputs) override {
        static const char* const input_names[] = {"X", "h", "c"};
        static const char* const output_names[] = {"Y_h", "Y_c"};
        std::copy_n(inputs, source_.size(), source_.data());
        const ort::Value* const from[] = {source_value_, hidden_values_[side_], cell_values_[side_]};
        ort::Value* to[] = {hidden_values_[1 - side_], cell_values_[1 - side_]};
        const void* const run_options = nullptr;
        api_.call(Entry::Run, session_, run_options, &input_names[0], &from[0], size_t{3}, &output_names[0], size_t{2}, &to[0]);
        side_ = 1 - side_;
    }

    const float* hidden_state() const override { return hidden_states_[side_].data(); }

    void load_state(const float* state) override {
        std::copy_n(state, batch_ * hidden_, hidden_states_[side_].data());
        std::copy_n(state + batch_ * hidden_, batch_ * hidden_, cell_states_[side_].data());
    }

    void store_state(float* state) const override {
        std::copy_n(hidden_states_[side_].data(), batch_ * hidden_, state);
        std::copy_n(cell_states_[side_].data(), batch_ * hidden_, state + batch_ * hidden_);
    }

private:
    static std::string write_model(const peers::StepTask& task) {
        const int I = task.inputs, H = task.hidden;
        const int ours[4] = {0, 3, 1, 2};  // ONNX's i, o, f, c among our i, f, g, o
        std::vector<float> w, r, b;
        for (const int gate : ours) {
            for (int unit = 0; unit < H; unit++) {
                const float* row = task.weights + (gate * H + unit) * (I + H);
                w.insert(w.end(), row, row + I);
                r.insert(r.end(), row + I, row + I + H);
            }
            b.insert(b.end(), task.bias + gate * H, task.bias + (gate + 1) * H);
        }
        b.resize(8 * H);  // the recurrent bias is 0
        return peers::onnx_lstm_model(I, H, task.batch, w, r, b);
    }

    ort::Value* bind(std::vector<float>& values, int width) const {
        const int64_t sizes[] = {1, batch_, width};
        ort::Value* value = nullptr;
        api_.call(Entry::CreateTensorWithDataAsOrtValue, memory_, static_cast<void*>(values.data()), values.size() * sizeof(float),
                  &sizes[0], size_t{3}, ort::FloatElement, &value);
        return value;
    }

    ort::Api api_{OrtGetApiBase()};
    int inputs_, hidden_, batch_, side_ = 0;
    std::vector<float> source_, hidden_states_[2], cell_states_[2];
    ort::Environment* environment_ = nullptr;
    ort::SessionOptions* options_ = nullptr;
    ort::Session* session_ = nullptr;
    ort::MemoryInfo* memory_ = nullptr;
    ort::Value* source_value_ = nullptr;
    ort::Value* hidden_values_[2] = {};
    ort::Value* cell_values_[2] = {};
};

}  // namespace

std::unique_ptr<peers::StepPeer> peers::make_step_peer(const StepTask& task) { return std::make_unique<OnnxRuntimePeer>(task); }
