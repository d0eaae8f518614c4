using System.Runtime.InteropServices;
using System.Text;
using StreamRnn.Core.Networks;

namespace StreamRnn.Benchmarks.Peers;

/// <summary>A peer's LSTM behind the C interface of benchmarks/peers/step_peer.cpp.</summary>
/// <remarks>A round is one call into the library, and the time is taken there: the way there and back is not in it.</remarks>
internal sealed unsafe class NativeStepEngine : IStepEngine
{
    private const int ErrorLength = 1024;
    private readonly delegate* unmanaged<nint, void> destroy;
    private readonly delegate* unmanaged<nint, void> reset;
    private readonly delegate* unmanaged<nint, float*, int, void> readHiddenState;
    private readonly delegate* unmanaged<nint, float*, int, int, int, double> run;
    private readonly delegate* unmanaged<nint, float*, float*, int> stepFrom;
    private nint peer;

    public NativeStepEngine(PeerLibrary library, LstmSample sample, int batch)
    {
        Name = library.Name;
        NetworkShape shape = sample.Shape;
        var create = (delegate* unmanaged<StepTask*, byte*, int, nint>)library.Export("step_peer_create");
        destroy = (delegate* unmanaged<nint, void>)library.Export("step_peer_destroy");
        reset = (delegate* unmanaged<nint, void>)library.Export("step_peer_reset");
        readHiddenState = (delegate* unmanaged<nint, float*, int, void>)library.Export("step_peer_hidden_state");
        run = (delegate* unmanaged<nint, float*, int, int, int, double>)library.Export("step_peer_run");
        stepFrom = (delegate* unmanaged<nint, float*, float*, int>)library.Export("step_peer_step_from");
        byte* error = stackalloc byte[ErrorLength];
        fixed (float* weights = sample.Weights, bias = sample.Bias)
        {
            var task = new StepTask { Inputs = shape.Inputs, Hidden = shape.HiddenUnits, Batch = batch, Weights = weights, Bias = bias };
            peer = create(&task, error, ErrorLength);
        }

        if (peer == 0)
        {
            throw new InvalidOperationException($"{Name} refuses an LSTM of {shape.HiddenUnits} units: {Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(error))}");
        }

        InputLength = batch * shape.Inputs;
        Reset();
    }

    public string Name { get; }

    private int InputLength { get; }

    public void Reset() => reset(peer);

    public double Run(ReadOnlySpan<float> inputs, int period, int steps)
    {
        fixed (float* values = inputs)
        {
            double seconds = run(peer, values, InputLength, period, steps);
            return seconds >= 0 ? seconds : throw new InvalidOperationException($"{Name} failed in a step: see the line above.");
        }
    }

    /// <summary>One step of a stream whose h and c, <c>[2, H]</c>, stand elsewhere; they are advanced in place.</summary>
    public void StepFrom(ReadOnlySpan<float> inputs, Span<float> state)
    {
        fixed (float* x = inputs, values = state)
        {
            if (stepFrom(peer, x, values) != 0)
            {
                throw new InvalidOperationException($"{Name} failed in a step: see the line above.");
            }
        }
    }

    public void ReadHiddenState(Span<float> hidden)
    {
        fixed (float* values = hidden)
        {
            readHiddenState(peer, values, hidden.Length);
        }
    }

    public void Dispose()
    {
        destroy(peer);
        peer = 0;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct StepTask
    {
        public int Inputs;
        public int Hidden;
        public int Batch;
        public float* Weights;
        public float* Bias;
    }
}
