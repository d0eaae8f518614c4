namespace StreamRnn.Core.Tests.Training;

/// <summary>Adam as its paper has it, in double, with the gradient's norm clipped at 1.</summary>
internal sealed class TwinAdam(int count)
{
    private readonly double[] first = new double[count];
    private readonly double[] second = new double[count];
    private int steps;

    public double GradientNorm { get; private set; }

    public void Step(double[] weights, double[] gradient)
    {
        steps++;
        GradientNorm = Math.Sqrt(gradient.Sum(g => g * g));
        double scale = GradientNorm > 1 ? 1 / GradientNorm : 1;
        for (int index = 0; index < weights.Length; index++)
        {
            double g = gradient[index] * scale;
            first[index] = (0.9 * first[index]) + (0.1 * g);
            second[index] = (0.99 * second[index]) + (0.01 * g * g);
            double corrected = first[index] / (1 - Math.Pow(0.9, steps));
            weights[index] -= 1e-3 * corrected / (Math.Sqrt(second[index] / (1 - Math.Pow(0.99, steps))) + 1e-6);
        }
    }
}
