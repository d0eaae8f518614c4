// libtorch: one step of truncated back-propagation through time over B windows of T steps: LSTM, a head that is linear in the
// hidden state and the inputs, the Student-t loss, output gradients clipped at ±1, the gradient's norm at 1, Adam.
#include <torch/torch.h>

#include <cstdint>
#include <cstdio>
#include <cstring>

#include "stopwatch.h"

namespace {

// As the benchmark hands it over. Gates stand in the order i, f, g, o, which is torch's too.
struct TrainTask {
    int32_t inputs;              // I
    int32_t hidden;              // H
    int32_t steps;               // T
    int32_t windows;             // B
    const float* weights;        // [4H, I + H]
    const float* bias;           // [4H]
    const float* head;           // [2, I + H]: mean, log scale
    const float* head_bias;      // [2]
    const float* window_inputs;  // [B, T, I]
    const float* targets;        // [B, T]
};

torch::Tensor copied(const float* values, at::IntArrayRef sizes) {
    return torch::from_blob(const_cast<float*>(values), sizes, torch::kFloat32).clone();
}

class Trainer {
public:
    explicit Trainer(const TrainTask& task)
        : lstm_(torch::nn::LSTMOptions(task.inputs, task.hidden)), head_(task.inputs + task.hidden, 2) {
        at::set_num_threads(1);
        const int64_t I = task.inputs, H = task.hidden, T = task.steps, B = task.windows;
        {
            torch::NoGradGuard no_gradient;
            const torch::Tensor weights = copied(task.weights, {4 * H, I + H});
            parameter("weight_ih_l0").copy_(weights.narrow(1, 0, I));
            parameter("weight_hh_l0").copy_(weights.narrow(1, I, H));
            parameter("bias_ih_l0").copy_(copied(task.bias, {4 * H}));
            // One bias is enough: the other one stays 0 and isn't trained.
            parameter("bias_hh_l0").zero_().requires_grad_(false);
            head_->weight.copy_(copied(task.head, {2, I + H}));
            head_->bias.copy_(copied(task.head_bias, {2}));
        }
        inputs_ = copied(task.window_inputs, {B, T, I}).transpose(0, 1).contiguous();
        targets_ = copied(task.targets, {B, T}).transpose(0, 1).contiguous();
        initial_ = std::make_tuple(torch::zeros({1, B, H}), torch::zeros({1, B, H}));
        trained_ = {parameter("weight_ih_l0"), parameter("weight_hh_l0"), parameter("bias_ih_l0"), head_->weight, head_->bias};
        adam_ = std::make_unique<torch::optim::Adam>(trained_, torch::optim::AdamOptions(1e-3).betas({0.9, 0.99}).eps(1e-6));
    }

    void step() {
        adam_->zero_grad();
        hidden_ = std::get<0>(lstm_->forward(inputs_, initial_));
        const torch::Tensor outputs = head_->forward(torch::cat({inputs_, hidden_}, 2));
        const double share = 1.0 / static_cast<double>(targets_.numel());
        outputs.register_hook([share](torch::Tensor gradient) { return gradient.clamp(-share, share); });
        const torch::Tensor log_scale = outputs.select(2, 1);
        const torch::Tensor deviation = (targets_ - outputs.select(2, 0)) * torch::exp(-log_scale);
        // -ln of the density of Student's t with 4 degrees of freedom; the first number is -ln(3/8).
        const torch::Tensor loss = (0.98082925301172619 + log_scale + 2.5 * torch::log1p(deviation * deviation / 4)).mean();
        loss.backward();
        torch::nn::utils::clip_grad_norm_(trained_, 1.0);
        adam_->step();
        loss_ = loss;
    }

    float loss() const { return loss_.item<float>(); }

    // h after `step` of the last forward pass, [B, H].
    void hidden_state(int32_t step, float* values) const {
        const torch::Tensor state = hidden_[step].contiguous();
        std::memcpy(values, state.data_ptr<float>(), state.numel() * sizeof(float));
    }

    // [4H, I + H], then the bias [4H].
    void weights(float* values) const {
        const torch::Tensor all = torch::cat({torch::cat({trained_[0], trained_[1]}, 1).flatten(), trained_[2]}).detach().contiguous();
        std::memcpy(values, all.data_ptr<float>(), all.numel() * sizeof(float));
    }

private:
    torch::Tensor parameter(const char* name) { return lstm_->named_parameters()[name]; }

    torch::nn::LSTM lstm_;
    torch::nn::Linear head_;
    torch::Tensor inputs_, targets_, hidden_, loss_;
    std::tuple<torch::Tensor, torch::Tensor> initial_;
    std::vector<torch::Tensor> trained_;
    std::unique_ptr<torch::optim::Adam> adam_;
};

}  // namespace

// Null on failure, with the reason in error.
extern "C" Trainer* train_peer_create(const TrainTask* task, char* error, int32_t error_length) {
    try {
        return new Trainer(*task);
    } catch (const std::exception& exception) {
        std::snprintf(error, error_length, "%s", exception.what());
        return nullptr;
    }
}

extern "C" void train_peer_destroy(Trainer* trainer) { delete trainer; }

// Takes training steps; returns seconds of the thread, below 0 on failure.
extern "C" double train_peer_run(Trainer* trainer, int32_t steps, float* loss) {
    try {
        const double start = peers::seconds();
        for (int32_t step = 0; step < steps; step++) trainer->step();
        const double elapsed = peers::seconds() - start;
        *loss = trainer->loss();
        return elapsed;
    } catch (const std::exception& exception) {
        std::fprintf(stderr, "training failed: %s\n", exception.what());
        return -1;
    }
}

extern "C" void train_peer_hidden_state(const Trainer* trainer, int32_t step, float* values) { trainer->hidden_state(step, values); }

extern "C" void train_peer_weights(const Trainer* trainer, float* values) { trainer->weights(values); }
