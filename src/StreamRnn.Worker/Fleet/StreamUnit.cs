using StreamRnn.Core.Numerics;
using StreamRnn.Worker.Fleet.Processes;

namespace StreamRnn.Worker.Fleet;

/// <summary>The unit in which a stream is read: where its zero lies, how large it is, and what its sensor resolves.</summary>
/// <param name="Offset">The reading where the process is at 0.</param>
/// <param name="Scale">Of the unit in which the process is about 1.</param>
/// <param name="Decimals">Readings are multiples of 10 to the power of minus this.</param>
internal sealed record StreamUnit(double Offset, double Scale, int Decimals)
{
    private const int MaxDecimals = 12;

    /// <summary>Sensors whose resolution is as coarse as their noise, so that equal readings follow each other.</summary>
    private const double CoarseShare = 0.3;

    /// <summary>Draws one: scales from 0.01 to a million, and one stream in five around 0, the others above.</summary>
    public static StreamUnit Draw(StreamProcess process, ref SplitMix64 random)
    {
        double scale = random.LogUniform(0.01, 1e6);
        double offset = random.Chance(0.2) ? 0 : random.LogUniform(1.5, 30);
        double resolved = random.Chance(CoarseShare) ? random.LogUniform(0.5, 1) : random.LogUniform(0.001, 0.02);
        return process.IsCount
            ? new StreamUnit(0, 1, 0)
            : new StreamUnit(
                process.Minimum == 0 ? 0 : scale * offset, scale,
                Math.Min(MaxDecimals, -(int)Math.Floor(Math.Log10(scale * process.NoiseAt(process.Lowest) * resolved))));
    }

    /// <summary>The smallest difference of two readings.</summary>
    public double Resolution => Math.Pow(10, -Decimals);

    /// <summary>The reading of a process' value.</summary>
    public double Read(double value) => Snap(Offset + Scale * value);

    /// <summary>The nearest number that the sensor can give.</summary>
    public double Snap(double reading)
    {
        // A negative zero would be written as -0.
        return 0.0 + (Decimals >= 0 ? Math.Round(reading, Decimals) : Math.Round(reading / Resolution) * Resolution);
    }
}
