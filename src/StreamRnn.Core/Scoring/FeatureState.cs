using System.Runtime.InteropServices;

namespace StreamRnn.Core.Scoring;

/// <summary>The part of a feature's scoring state that both memories have. All-zero bytes are a fresh state.</summary>
[StructLayout(LayoutKind.Sequential)]
public struct FeatureState
{
    internal FeatureRanges Ranges;
    internal SlowEvidence SlowEvidence;

    /// <summary>Readings seen, held at <see cref="int.MaxValue"/>: one count for all parts, which see the same readings.</summary>
    internal int Seen;
}
