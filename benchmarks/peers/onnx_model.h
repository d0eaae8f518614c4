// Writes an ONNX model of one LSTM operator: the fields of onnx.proto that it needs, in protobuf's wire format.
#pragma once
#include <cstdint>
#include <string>
#include <vector>

namespace peers {

// A protobuf message under construction. Field numbers are those of onnx.proto.
class ProtobufMessage {
public:
    ProtobufMessage& number(int field, uint64_t value) {
        varint(static_cast<uint64_t>(field) << 3);
        varint(value);
        return *this;
    }
    ProtobufMessage& bytes(int field, const std::string& value) {
        varint((static_cast<uint64_t>(field) << 3) | 2);
        varint(value.size());
        buffer_ += value;
        return *this;
    }
    ProtobufMessage& message(int field, const ProtobufMessage& value) { return bytes(field, value.buffer_); }
    const std::string& text() const { return buffer_; }

private:
    void varint(uint64_t value) {
        for (; value >= 0x80; value >>= 7) buffer_ += static_cast<char>(value | 0x80);
        buffer_ += static_cast<char>(value);
    }
    std::string buffer_;
};

// TensorProto: dims = 1, data_type = 2, name = 8, raw_data = 9.
inline ProtobufMessage onnx_tensor(const std::string& name, const std::vector<int64_t>& sizes, const std::vector<float>& values) {
    constexpr int float_type = 1;
    ProtobufMessage tensor;
    for (const int64_t size : sizes) tensor.number(1, size);
    return tensor.number(2, float_type)
        .bytes(8, name)
        .bytes(9, std::string(reinterpret_cast<const char*>(values.data()), values.size() * sizeof(float)));
}

// ValueInfoProto: name = 1, type = 2 { tensor_type = 1 { elem_type = 1, shape = 2 { dim = 1 { dim_value = 1 } } } }.
inline ProtobufMessage onnx_value(const std::string& name, const std::vector<int64_t>& sizes) {
    ProtobufMessage shape;
    for (const int64_t size : sizes) shape.message(1, ProtobufMessage().number(1, size));
    const ProtobufMessage tensor = ProtobufMessage().number(1, 1).message(2, shape);
    return ProtobufMessage().bytes(1, name).message(2, ProtobufMessage().message(1, tensor));
}

// X [1, B, I], h [1, B, H], c [1, B, H] -> Y_h, Y_c [1, B, H]. W [1, 4H, I], R [1, 4H, H], B [1, 8H], gates in ONNX's order i, o, f, c.
inline std::string onnx_lstm_model(int64_t inputs, int64_t hidden, int64_t batch, const std::vector<float>& w,
                                   const std::vector<float>& r, const std::vector<float>& b) {
    // AttributeProto: name = 1, i = 3, type = 20 (INT = 2).
    const ProtobufMessage hidden_size = ProtobufMessage().bytes(1, "hidden_size").number(3, hidden).number(20, 2);
    // NodeProto: input = 1, output = 2, op_type = 4, attribute = 5. An empty name is an operand left out.
    ProtobufMessage node;
    for (const char* name : {"X", "W", "R", "B", "", "h", "c"}) node.bytes(1, name);
    for (const char* name : {"", "Y_h", "Y_c"}) node.bytes(2, name);
    node.bytes(4, "LSTM").message(5, hidden_size);
    // GraphProto: node = 1, name = 2, initializer = 5, input = 11, output = 12.
    const ProtobufMessage graph = ProtobufMessage()
                                      .message(1, node)
                                      .bytes(2, "lstm")
                                      .message(5, onnx_tensor("W", {1, 4 * hidden, inputs}, w))
                                      .message(5, onnx_tensor("R", {1, 4 * hidden, hidden}, r))
                                      .message(5, onnx_tensor("B", {1, 8 * hidden}, b))
                                      .message(11, onnx_value("X", {1, batch, inputs}))
                                      .message(11, onnx_value("h", {1, batch, hidden}))
                                      .message(11, onnx_value("c", {1, batch, hidden}))
                                      .message(12, onnx_value("Y_h", {1, batch, hidden}))
                                      .message(12, onnx_value("Y_c", {1, batch, hidden}));
    // ModelProto: ir_version = 1, graph = 7, opset_import = 8 { version = 2 }.
    return ProtobufMessage().number(1, 8).message(7, graph).message(8, ProtobufMessage().number(2, 14)).text();
}

}  // namespace peers
