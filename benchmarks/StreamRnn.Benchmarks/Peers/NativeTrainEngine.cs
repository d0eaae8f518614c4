using System.Runtime.InteropServices;
using System.Text;

namespace StreamRnn.Benchmarks.Peers;

/// <summary>libtorch's training behind the C interface of benchmarks/peers/libtorch.cpp.</summary>
internal sealed unsafe class NativeTrainEngine : ITrainEngine
{
    private const int ErrorLength = 1024;
    private readonly delegate* unmanaged<nint, void> destroy;
    private readonly delegate* unmanaged<nint, int, float*, double> run;
    private readonly delegate* unmanaged<nint, int, float*, void> readHiddenState;
    private readonly delegate* unmanaged<nint, float*, void> readWeights;
    private nint trainer;

    public NativeTrainEngine(PeerLibrary library, TrainingSample sample)
    {
        Name = library.Name;
        var create = (delegate* unmanaged<TrainTask*, byte*, int, nint>)library.Export("train_peer_create");
        destroy = (delegate* unmanaged<nint, void>)library.Export("train_peer_destroy");
        run = (delegate* unmanaged<nint, int, float*, double>)library.Export("train_peer_run");
        readHiddenState = (delegate* unmanaged<nint, int, float*, void>)library.Export("train_peer_hidden_state");
        readWeights = (delegate* unmanaged<nint, float*, void>)library.Export("train_peer_weights");
        LstmSample network = sample.Network;
        byte* error = stackalloc byte[ErrorLength];
        fixed (float* weights = network.Weights, bias = network.Bias, head = network.Head, headBias = network.HeadBias)
        fixed (float* inputs = sample.Inputs, targets = sample.Targets)
        {
            var task = new TrainTask
            {
                Inputs = network.Shape.Inputs,
                Hidden = network.Shape.HiddenUnits,
                Steps = sample.Steps,
                Windows = sample.Windows,
                Weights = weights,
                Bias = bias,
                Head = head,
                HeadBias = headBias,
                WindowInputs = inputs,
                Targets = targets,
            };
            trainer = create(&task, error, ErrorLength);
        }

        if (trainer == 0)
        {
            throw new InvalidOperationException($"{Name} refuses the training task: {Encoding.UTF8.GetString(MemoryMarshal.CreateReadOnlySpanFromNullTerminated(error))}");
        }
    }

    public string Name { get; }

    public float Loss { get; private set; }

    public double Run(int steps)
    {
        float loss;
        double seconds = run(trainer, steps, &loss);
        Loss = loss;
        return seconds >= 0 ? seconds : throw new InvalidOperationException($"{Name} failed in a training step: see the line above.");
    }

    public void ReadHiddenState(Span<float> hidden)
    {
        fixed (float* values = hidden)
        {
            readHiddenState(trainer, TrainingSample.ComparedStep - 1, values);
        }
    }

    public void ReadWeights(Span<float> weights)
    {
        fixed (float* values = weights)
        {
            readWeights(trainer, values);
        }
    }

    public void Dispose()
    {
        destroy(trainer);
        trainer = 0;
    }

    [StructLayout(LayoutKind.Sequential)]
    private struct TrainTask
    {
        public int Inputs;
        public int Hidden;
        public int Steps;
        public int Windows;
        public float* Weights;
        public float* Bias;
        public float* Head;
        public float* HeadBias;
        public float* WindowInputs;
        public float* Targets;
    }
}
