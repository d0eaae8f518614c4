namespace StreamRnn.Worker.Configuration.Items;

/// <summary>What is wrong with a list's item.</summary>
/// <param name="Key">The item's key.</param>
/// <param name="Problem">What is wrong, and what would be right.</param>
internal sealed record ItemProblem(string Key, string Problem);
