namespace StreamRnn.Core.Tests.Networks;

/// <summary>What a layer of the twin read and made in one step: inputs, h and c before it, the gates, h' and c'.</summary>
internal sealed record TwinStep(
    double[] X, double[] H, double[] C, double[] I, double[] F, double[] G, double[] O, double[] NextH, double[] NextC);
