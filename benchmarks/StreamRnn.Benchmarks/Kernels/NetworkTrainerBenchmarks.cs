using BenchmarkDotNet.Attributes;
using StreamRnn.Core.Kernels;
using StreamRnn.Core.Networks;
using StreamRnn.Core.Numerics;
using StreamRnn.Core.Training;

namespace StreamRnn.Benchmarks.Kernels;

/// <summary>One optimiser step: forward, backward and Adam.</summary>
[InProcess]
[MemoryDiagnoser]
[WarmupCount(4)]
[IterationCount(8)]
public class NetworkTrainerBenchmarks
{
    private readonly NetworkShape shape = new(3, 32, 1);
    private NetworkTrainer trainer = null!;
    private float[] parameters = [];
    private float[] moments = [];
    private float[] inputs = [];
    private float[] targets = [];
    private float[] states = [];
    private int adamSteps;

    /// <summary>T.</summary>
    [Params(32, 64)]
    public int Steps { get; set; } = 32;

    /// <summary>B.</summary>
    [Params(1, 16)]
    public int Windows { get; set; } = 16;

    /// <summary>
    /// Multiply-adds of the recurrent part as floating-point operations: forward and the weights' gradient over (1 + I + H) rows, the
    /// backward pass over H.
    /// </summary>
    internal double Operations => 2.0 * 4 * shape.HiddenUnits * ((2 * (1 + shape.Inputs + shape.HiddenUnits)) + shape.HiddenUnits) * Steps * Windows;

    /// <summary>Fills weights and windows from a seed.</summary>
    [GlobalSetup]
    public void Prepare()
    {
        var random = new SplitMix64(1);
        trainer = NetworkTrainer.Create(shape, Steps, Windows);
        parameters = new float[shape.ParameterCount];
        ForecastNetwork.Create(shape).Initialise(parameters, ref random);
        moments = new float[trainer.MomentCount];
        inputs = new float[Windows * Steps * shape.Inputs];
        targets = new float[Windows * Steps];
        states = new float[Windows * shape.StateLength];
        for (int index = 0; index < inputs.Length; index++)
        {
            inputs[index] = random.NextSingle() - 0.5f;
        }

        for (int index = 0; index < targets.Length; index++)
        {
            targets[index] = random.NextSingle() - 0.5f;
        }
    }

    /// <summary>One step over all windows.</summary>
    [Benchmark]
    public float Step() => trainer.TrainBatch(parameters, moments, ref adamSteps, Windows, inputs, targets, states).Loss;
}
