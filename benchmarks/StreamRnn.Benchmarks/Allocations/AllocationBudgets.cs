using System.Text.Json;

namespace StreamRnn.Benchmarks.Allocations;

/// <summary>The bytes that an operation may allocate, by its name: benchmarks/allocation-budgets.json.</summary>
internal static class AllocationBudgets
{
    public const string FileName = "allocation-budgets.json";

    /// <summary>Reads the file that stands beside the program.</summary>
    public static IReadOnlyDictionary<string, double> Load() =>
        Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, FileName)));

    /// <summary>Reads budgets.</summary>
    /// <exception cref="InvalidDataException">One is negative.</exception>
    /// <exception cref="JsonException">It is no object of numbers.</exception>
    public static IReadOnlyDictionary<string, double> Parse(string json)
    {
        Dictionary<string, double> budgets = JsonSerializer.Deserialize<Dictionary<string, double>>(json) ?? [];
        foreach ((string operation, double bytes) in budgets)
        {
            if (!(bytes >= 0))
            {
                throw new InvalidDataException($"{FileName}: '{operation}' has a budget of {bytes} bytes; 0 and above is right.");
            }
        }

        return budgets;
    }

    /// <summary>What is wrong with the measured bytes, a line each: over budget, without a budget, or a budget that nothing was measured for.</summary>
    public static IReadOnlyList<string> Problems(IReadOnlyDictionary<string, double> budgets, IReadOnlyDictionary<string, double> measured) =>
    [
        .. measured.Where(operation => budgets.TryGetValue(operation.Key, out double budget) && operation.Value > budget)
            .Select(operation => FormattableString.Invariant($"'{operation.Key}' allocated {operation.Value:0.##} bytes an operation; its budget is {budgets[operation.Key]:0.##}")),
        .. measured.Keys.Where(operation => !budgets.ContainsKey(operation)).Select(operation => $"'{operation}' is measured and has no budget in {FileName}"),
        .. budgets.Keys.Where(operation => !measured.ContainsKey(operation)).Select(operation => $"'{operation}' has a budget in {FileName} and is not measured"),
    ];
}
