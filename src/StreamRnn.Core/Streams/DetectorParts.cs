namespace StreamRnn.Core.Streams;

/// <summary>Parts of the detector that can be left out, to measure what each is worth.</summary>
[Flags]
public enum DetectorParts
{
    /// <summary>No part.</summary>
    None = 0,

    /// <summary>The recurrent networks: the linear forecasts stand.</summary>
    Network = 1,

    /// <summary>The forecasters of blocks of events.</summary>
    SlowerScales = 2,

    /// <summary>The pattern memory.</summary>
    Pattern = 4,

    /// <summary>The sharp evidence.</summary>
    SharpEvidence = 8,

    /// <summary>The running ranges.</summary>
    RunningRanges = 16,

    /// <summary>The slow evidence of forecast errors.</summary>
    SlowEvidence = 32,

    /// <summary>The block evidence: what a person would look at. Without it nothing opens an incident.</summary>
    BlockEvidence = 64,
}
