namespace StreamRnn.Alerting;

/// <summary>How an incident began unseen.</summary>
/// <param name="Rule">The name of the rule that took its first exceedance away.</param>
/// <param name="Since">That exceedance's time, Unix milliseconds.</param>
public sealed record Muting(string Rule, long Since);
