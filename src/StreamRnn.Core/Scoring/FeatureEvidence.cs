namespace StreamRnn.Core.Scoring;

/// <summary>What one feature's state says of one reading.</summary>
/// <param name="Normalised">x, within ±6.</param>
/// <param name="LinearError">x minus the linear forecast; x itself where there is no predictor.</param>
/// <param name="SlowEvidence">N at scale d = 1, within [0, 120].</param>
/// <param name="Records">E and which record leads.</param>
public readonly record struct FeatureEvidence(
    double Normalised, double LinearError, double SlowEvidence, RecordSum Records);
