namespace StreamRnn.Benchmarks.Targets;

/// <summary>One measured point of a plot.</summary>
/// <param name="Plot">The plot's name, which is its file's.</param>
/// <param name="Curve">The curve that it lies on.</param>
/// <param name="X">In the plot's horizontal unit.</param>
/// <param name="Y">In its vertical unit.</param>
internal sealed record CurvePoint(string Plot, string Curve, double X, double Y);
