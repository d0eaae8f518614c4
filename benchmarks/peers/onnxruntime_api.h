// The part of ONNX Runtime's C interface that is used here, as the published library comes without its header.
// OrtApi is a table of functions that only ever grows at its end: an entry's place is the same in every version.
#pragma once
#include <cstddef>
#include <cstdint>
#include <stdexcept>
#include <string>

namespace ort {

struct Status;
struct Environment;
struct Session;
struct SessionOptions;
struct MemoryInfo;
struct Value;

enum class Entry : size_t {
    GetErrorMessage = 2,
    CreateEnv = 3,
    CreateSessionFromArray = 8,
    Run = 9,
    CreateSessionOptions = 10,
    SetSessionExecutionMode = 13,
    SetSessionGraphOptimizationLevel = 23,
    SetIntraOpNumThreads = 24,
    SetInterOpNumThreads = 25,
    CreateTensorWithDataAsOrtValue = 49,
    CreateCpuMemoryInfo = 69,
    ReleaseEnv = 92,
    ReleaseStatus = 93,
    ReleaseMemoryInfo = 94,
    ReleaseSession = 95,
    ReleaseValue = 96,
    ReleaseSessionOptions = 100,
};

// Version 1 holds every entry above.
constexpr uint32_t ApiVersion = 1;
constexpr int LoggingLevelError = 3;
constexpr int ExecutionSequential = 0;
constexpr int OptimiseAll = 99;
constexpr int DeviceAllocator = 0;
constexpr int MemoryTypeDefault = 0;
constexpr int FloatElement = 1;

class Api {
public:
    // OrtApiBase begins with GetApi.
    explicit Api(const void* base) {
        using GetApi = const void* (*)(uint32_t);
        table_ = static_cast<void* const*>((*static_cast<const GetApi*>(base))(ApiVersion));
        if (table_ == nullptr) throw std::runtime_error("ONNX Runtime doesn't offer version 1 of its C interface");
    }

    template <typename... Arguments>
    void call(Entry entry, Arguments... arguments) const {
        using Function = Status* (*)(Arguments...);
        if (Status* status = function<Function>(entry)(arguments...)) fail(status);
    }

    template <typename T>
    void release(Entry entry, T* object) const {
        if (object != nullptr) function<void (*)(T*)>(entry)(object);
    }

private:
    template <typename Function>
    Function function(Entry entry) const {
        return reinterpret_cast<Function>(table_[static_cast<size_t>(entry)]);
    }

    [[noreturn]] void fail(Status* status) const {
        const std::string message = function<const char* (*)(const Status*)>(Entry::GetErrorMessage)(status);
        release(Entry::ReleaseStatus, status);
        throw std::runtime_error("ONNX Runtime: " + message);
    }

    void* const* table_;
};

}  // namespace ort

extern "C" const void* OrtGetApiBase();
