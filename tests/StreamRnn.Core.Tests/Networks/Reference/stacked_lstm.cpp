// Writes stacked_lstm.txt: two LSTM layers and a linear head by libtorch in double precision, with what a window's loss gives
// every weight for gradient. Made with Debian's libtorch 1.13.1:
//   g++ -std=c++17 -O1 -I/usr/include/torch/csrc/api/include -isystem /usr/include/torch stacked_lstm.cpp -ltorch -ltorch_cpu -lc10 -o stacked_lstm
//   ./stacked_lstm > stacked_lstm.txt
#include <torch/torch.h>

#include <cstdio>

namespace {

constexpr int64_t kInputs = 3, kHidden = 8, kLayers = 2, kSteps = 24;

void print(const std::string& name, const torch::Tensor& values) {
    const torch::Tensor flat = values.detach().contiguous().view(-1);
    std::printf("%s", name.c_str());
    for (int64_t index = 0; index < flat.numel(); index++) {
        std::printf(" %.17g", flat[index].item<double>());
    }
    std::printf("\n");
}

// Single precision's numbers, so that both sides start from the same.
torch::Tensor rounded(const torch::Tensor& values) { return values.detach().to(torch::kFloat32).to(torch::kFloat64); }

}  // namespace

int main() {
    torch::manual_seed(20260131);
    torch::nn::LSTM lstm(torch::nn::LSTMOptions(kInputs, kHidden).num_layers(kLayers));
    torch::nn::Linear head(kInputs + kHidden, 2);
    lstm->to(torch::kFloat64);
    head->to(torch::kFloat64);
    std::vector<std::pair<std::string, torch::Tensor>> parameters;
    for (auto& parameter : lstm->named_parameters()) parameters.emplace_back(parameter.key(), parameter.value());
    for (auto& parameter : head->named_parameters()) parameters.emplace_back("head_" + parameter.key(), parameter.value());
    {
        torch::NoGradGuard no_gradient;
        for (auto& [name, value] : parameters) {
            value.copy_(rounded(value));
            // One bias a layer is enough: the other one is 0.
            if (name.rfind("bias_hh", 0) == 0) value.zero_();
        }
    }
    const torch::Tensor inputs = rounded(torch::randn({kSteps, 1, kInputs}));
    const torch::Tensor targets = rounded(torch::randn({kSteps}));
    const torch::Tensor hidden = std::get<0>(lstm->forward(inputs));
    const torch::Tensor outputs = head->forward(torch::cat({inputs, hidden}, 2)).view({kSteps, 2});
    outputs.register_hook([](torch::Tensor gradient) { return gradient.clamp(-1.0 / kSteps, 1.0 / kSteps); });

    // Student-t with 4 degrees of freedom.
    const torch::Tensor log_scale = outputs.select(1, 1);
    const torch::Tensor deviation = (targets - outputs.select(1, 0)) * torch::exp(-log_scale);
    const torch::Tensor loss = (0.98082925301172619 + log_scale + 2.5 * torch::log(1 + deviation * deviation / 4)).mean();
    loss.backward();

    print("inputs", inputs);
    print("targets", targets);
    print("hidden", hidden);
    print("outputs", outputs);
    print("loss", loss);
    for (auto& [name, value] : parameters) {
        if (name.rfind("bias_hh", 0) == 0) continue;
        print(name, value);
        print("gradient_" + name, value.grad());
    }
}
