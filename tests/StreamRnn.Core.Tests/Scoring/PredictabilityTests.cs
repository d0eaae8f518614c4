using StreamRnn.Core.Scoring;

namespace StreamRnn.Core.Tests.Scoring;

public sealed class PredictabilityTests
{
    private const int Rows = 400;

    [Fact]
    public void Residue_ForecastsThatAreRight_IsZeroAfterTheFirstFifty() =>
        Assert.Equal([.. Enumerable.Repeat(1.0, 50), .. new double[Rows - 50]], Residues((_, _) => 0));

    [Fact]
    public void Residue_ForecastOfTheMean_IsOne() => Assert.All(Residues((_, x) => x)[200..], residue => Assert.Equal(1, residue, 0.03));

    [Fact]
    public void Residue_OneWildError_CountsForEightMeanErrors()
    {
        double before = Residues((row, x) => 0.1 * x)[300];
        double after = Residues((row, x) => row == 299 ? 1e6 : 0.1 * x)[300];

        // The mean error m goes to m + (8m - m) / 300.
        Assert.Equal(before * (1 + (7 / 300.0)), after, 12);
    }

    [Fact]
    public void Residue_ConstantReadings_IsOne()
    {
        var predictability = default(Predictability<double>);
        for (int row = 0; row < Rows; row++)
        {
            Assert.Equal(1, predictability.Residue(row));
            predictability.Observe(0, 0, row);
        }
    }

    [Fact]
    public void Residue_RandomErrors_AgreesWithTheNaiveTwin()
    {
        // Any seed serves; 25,000 rows reach the slowest rate.
        var random = new Random(3);
        var predictability = default(Predictability<double>);
        var twin = new TwinPredictability();
        for (int row = 0; row < 25_000; row++)
        {
            double x = random.NextDouble() + (row / 10_000);
            double error = 0.1 * Math.Log(random.NextDouble());
            Assert.Equal(twin.R, predictability.Residue(row), 1e-9);
            twin.Step(error, x);
            predictability.Observe(error, x, row);
        }
    }

    private static double[] Residues(Func<int, double, double> error)
    {
        var predictability = default(Predictability<double>);
        double[] residues = new double[Rows];
        for (int row = 0; row < Rows; row++)
        {
            double x = row % 2 == 0 ? 1 : -1;
            residues[row] = predictability.Residue(row);
            predictability.Observe(error(row, x), x, row);
        }

        return residues;
    }
}
