using System.Runtime.InteropServices;
using StreamRnn.Core.Buffers;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;

namespace StreamRnn.Benchmarks.Peers;

/// <summary>StreamRnn's own network: <see cref="ForecastNetwork.Step"/> for one stream, <see cref="ForecastNetwork.StepMany"/> for more.</summary>
/// <remarks>It computes the head's forecast as well, which the peers don't: there is no step of ours without it.</remarks>
internal sealed unsafe class OwnStepEngine : IStepEngine
{
    private const int LineFloats = 16;
    private readonly NetworkShape shape;
    private readonly ForecastNetwork network;
    private readonly AlignedBuffer parameters;
    private readonly float[] outputs;
    private readonly nint[] rows;
    private readonly int memoryLength;
    private float* memory;

    public OwnStepEngine(LstmSample sample, int batch)
    {
        shape = sample.Shape;
        network = ForecastNetwork.Create(shape);

        // On a 64-byte line, as a lane has them.
        parameters = new AlignedBuffer(shape.ParameterCount);
        sample.Pack().CopyTo(parameters.Span);
        outputs = new float[batch * shape.OutputLength];
        rows = new nint[batch];

        // As in a stream table: h begins on a 64-byte line, x directly before it.
        int hiddenStart = Packing.RoundUp(shape.Inputs);
        int stride = hiddenStart + shape.StateLength;
        memoryLength = batch * stride;
        memory = (float*)NativeMemory.AlignedAlloc((nuint)memoryLength * sizeof(float), LineFloats * sizeof(float));
        for (int row = 0; row < batch; row++)
        {
            rows[row] = (nint)(memory + (row * stride) + hiddenStart - shape.Inputs);
        }

        Reset();
    }

    public string Name => "StreamRnn";

    public void Reset() => new Span<float>(memory, memoryLength).Clear();

    public double Run(ReadOnlySpan<float> inputs, int period, int steps)
    {
        int batch = rows.Length;
        int inputLength = batch * shape.Inputs;
        double start = ThreadClock.Seconds();
        for (int step = 0, row = 0; step < steps; step++)
        {
            ReadOnlySpan<float> x = inputs.Slice(row * inputLength, inputLength);
            for (int stream = 0; stream < batch; stream++)
            {
                x.Slice(stream * shape.Inputs, shape.Inputs).CopyTo(new Span<float>((float*)rows[stream], shape.Inputs));
            }

            if (batch == 1)
            {
                network.Step(parameters.Span, new Span<float>((float*)rows[0], shape.RowLength), outputs);
            }
            else
            {
                network.StepMany(parameters.Span, rows, outputs);
            }

            row = row + 1 == period ? 0 : row + 1;
        }

        return ThreadClock.Seconds() - start;
    }

    public void ReadHiddenState(Span<float> hidden)
    {
        for (int stream = 0; stream < rows.Length; stream++)
        {
            new ReadOnlySpan<float>((float*)rows[stream] + shape.Inputs, shape.HiddenUnits).CopyTo(hidden[(stream * shape.HiddenUnits)..]);
        }
    }

    public void Dispose()
    {
        NativeMemory.AlignedFree(memory);
        memory = null;
    }
}
