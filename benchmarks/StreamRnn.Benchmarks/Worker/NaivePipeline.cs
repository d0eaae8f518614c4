using System.Runtime.InteropServices;
using System.Text;
using StreamRnn.Benchmarks.Peers;
using StreamRnn.Core.Networks;

namespace StreamRnn.Benchmarks.Worker;

/// <summary>
/// What one builds from the usual parts: the key as a string, its state in a dictionary, a running mean and deviation, one step of ONNX
/// Runtime's LSTM. It is given the advantage of bound memory around the step, which the usual wrapper doesn't have.
/// </summary>
internal sealed class NaivePipeline : IDisposable
{
    private const double Rate = 0.01;
    private readonly NetworkShape shape = StepComparison.Shape(32);
    private readonly Dictionary<string, StreamState> streams = new(StringComparer.Ordinal);
    private readonly NativeStepEngine engine;
    private readonly float[] inputs;

    public NaivePipeline(PeerLibrary onnxRuntime)
    {
        engine = new NativeStepEngine(onnxRuntime, new LstmSample(shape), batch: 1);
        inputs = new float[shape.Inputs];
    }

    /// <summary>Streams seen.</summary>
    public int Streams => streams.Count;

    /// <summary>ONNX Runtime where the peers were provided with it, or null.</summary>
    public static PeerLibrary? Library() =>
        PeerFolder.Find() is { } folder ? PeerLibrary.Load(folder, "onnxruntime", PeerNames.OnnxRuntime) : null;

    /// <summary>Takes one event in.</summary>
    public void Process(byte[] key, long time, double value)
    {
        ref StreamState? state = ref CollectionsMarshal.GetValueRefOrAddDefault(streams, Encoding.UTF8.GetString(key), out _);
        state ??= new StreamState { Mean = value, Network = new float[2 * shape.HiddenUnits] };
        double difference = value - state.Mean;
        float normalised = (float)(difference / (Math.Sqrt(state.Variance) + 1e-6));
        state.Mean += Rate * difference;
        state.Variance += Rate * ((difference * difference) - state.Variance);
        inputs[0] = normalised;
        inputs[1] = normalised - state.Last;
        inputs[2] = time - state.Time;
        state.Last = normalised;
        state.Time = time;
        engine.StepFrom(inputs, state.Network);
    }

    public void Dispose() => engine.Dispose();

    private sealed class StreamState
    {
        public double Mean;
        public double Variance;
        public float Last;
        public long Time;
        public required float[] Network;
    }
}
