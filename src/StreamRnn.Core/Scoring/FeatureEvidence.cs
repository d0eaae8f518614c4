namespace StreamRnn.Core.Scoring;

/// <summary>What one feature's state says of one reading.</summary>
/// <param name="LinearError">Normalised value minus the linear forecast; the value itself where there is no predictor.</param>
/// <param name="SlowEvidence">N at scale d = 1, within [0, 120].</param>
/// <param name="Ranges">E and which range leads.</param>
public readonly record struct FeatureEvidence(
    double LinearError, double SlowEvidence, RangeEvidence Ranges);
