// oneDNN: its LSTM primitive, forward inference, one time step; weights in the layout that it asks for.
#include <dnnl.hpp>

#include <algorithm>
#include <cstring>
#include <unordered_map>
#include <vector>

#include "step_peer.h"

namespace {

using dnnl::memory;

class OneDnnPeer final : public peers::StepPeer {
public:
    explicit OneDnnPeer(const peers::StepTask& task) : inputs_(task.inputs), hidden_(task.hidden), batch_(task.batch) {
        const memory::dim I = inputs_, H = hidden_, B = batch_;
        const auto type = memory::data_type::f32;
        const memory::desc any_layer({1, 1, I, 4, H}, type, memory::format_tag::any);
        const memory::desc any_iter({1, 1, H, 4, H}, type, memory::format_tag::any);
        const memory::desc bias({1, 1, 4, H}, type, memory::format_tag::ldgo);
        const memory::desc source({1, B, I}, type, memory::format_tag::tnc);
        const memory::desc destination({1, B, H}, type, memory::format_tag::tnc);
        const memory::desc state({1, 1, B, H}, type, memory::format_tag::ldnc);
        const dnnl::lstm_forward::desc description(dnnl::prop_kind::forward_inference, dnnl::rnn_direction::unidirectional_left2right,
                                                   source, state, state, any_layer, any_iter, bias, destination, state, state);
        const dnnl::lstm_forward::primitive_desc primitive(description, engine_);
        lstm_ = dnnl::lstm_forward(primitive);

        // oneDNN's gate order is ours; its plain layout is [input, gate, unit].
        std::vector<float> layer(I * 4 * H), iter(H * 4 * H);
        for (memory::dim gate_unit = 0; gate_unit < 4 * H; gate_unit++) {
            const float* row = task.weights + gate_unit * (I + H);
            for (memory::dim column = 0; column < I; column++) layer[column * 4 * H + gate_unit] = row[column];
            for (memory::dim column = 0; column < H; column++) iter[column * 4 * H + gate_unit] = row[I + column];
        }
        const memory packed_layer = packed({1, 1, I, 4, H}, layer, primitive.weights_layer_desc());
        const memory packed_iter = packed({1, 1, H, 4, H}, iter, primitive.weights_iter_desc());
        memory bias_memory(bias, engine_);
        std::memcpy(bias_memory.get_data_handle(), task.bias, 4 * H * sizeof(float));

        source_ = memory(source, engine_);
        destination_ = memory(destination, engine_);
        for (int side = 0; side < 2; side++) {
            hidden_states_[side] = memory(state, engine_);
            cell_states_[side] = memory(state, engine_);
        }
        for (int side = 0; side < 2; side++) {
            arguments_[side] = {{DNNL_ARG_SRC_LAYER, source_},
                                {DNNL_ARG_SRC_ITER, hidden_states_[side]},
                                {DNNL_ARG_SRC_ITER_C, cell_states_[side]},
                                {DNNL_ARG_WEIGHTS_LAYER, packed_layer},
                                {DNNL_ARG_WEIGHTS_ITER, packed_iter},
                                {DNNL_ARG_BIAS, bias_memory},
                                {DNNL_ARG_DST_LAYER, destination_},
                                {DNNL_ARG_DST_ITER, hidden_states_[1 - side]},
                                {DNNL_ARG_DST_ITER_C, cell_states_[1 - side]}};
        }
    }

    void reset() override {
        for (int side = 0; side < 2; side++) {
            std::memset(hidden_states_[side].get_data_handle(), 0, batch_ * hidden_ * sizeof(float));
            std::memset(cell_states_[side].get_data_handle(), 0, batch_ * hidden_ * sizeof(float));
        }
    }

    void step(const float* inputs) override {
        std::memcpy(source_.get_data_handle(), inputs, batch_ * inputs_ * sizeof(float));
        lstm_.execute(stream_, arguments_[side_]);
        stream_.wait();
        side_ = 1 - side_;
    }

    const float* hidden_state() const override { return static_cast<const float*>(hidden_states_[side_].get_data_handle()); }

private:
    memory packed(const memory::dims& sizes, std::vector<float>& values, const memory::desc& layout) {
        memory plain({sizes, memory::data_type::f32, memory::format_tag::ldigo}, engine_, values.data());
        memory result(layout, engine_);
        dnnl::reorder(plain, result).execute(stream_, plain, result);
        stream_.wait();
        return result;
    }

    int inputs_, hidden_, batch_, side_ = 0;
    dnnl::engine engine_{dnnl::engine::kind::cpu, 0};
    dnnl::stream stream_{engine_};
    dnnl::lstm_forward lstm_;
    memory source_, destination_, hidden_states_[2], cell_states_[2];
    std::unordered_map<int, memory> arguments_[2];
};

}  // namespace

std::unique_ptr<peers::StepPeer> peers::make_step_peer(const StepTask& task) { return std::make_unique<OneDnnPeer>(task); }
