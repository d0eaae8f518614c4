using System.Text.Json;
using StreamRnn.Benchmarks.Allocations;

namespace StreamRnn.Benchmarks.Tests;

public sealed class AllocationBudgetTests
{
    private static readonly Dictionary<string, double> budgets = new() { ["step"] = 0, ["alert"] = 100 };

    [Fact]
    public void Measure_EveryOperation_StaysWithinItsBudget()
    {
        IReadOnlyDictionary<string, double> measured = AllocationCheck.Measure();

        Assert.Empty(AllocationBudgets.Problems(AllocationBudgets.Load(), measured));
    }

    [Fact]
    public void Load_EventsWay_HasABudgetOfNothing()
    {
        IReadOnlyDictionary<string, double> all = AllocationBudgets.Load();

        foreach (string operation in (string[])["network step, one stream", "lane, lean, batch", "lane, rich, batch", "parse, scanned", "broker to score, native batches"])
        {
            Assert.Equal(0, all[operation]);
        }
    }

    [Fact]
    public void Problems_WithinBudget_None()
    {
        Assert.Empty(AllocationBudgets.Problems(budgets, new Dictionary<string, double> { ["step"] = 0, ["alert"] = 100 }));
    }

    [Fact]
    public void Problems_OverBudget_NamesOperationBytesAndBudget()
    {
        Assert.Equal(
            ["'step' allocated 0.5 bytes an operation; its budget is 0"],
            AllocationBudgets.Problems(budgets, new Dictionary<string, double> { ["step"] = 0.5, ["alert"] = 1 }));
    }

    [Fact]
    public void Problems_OnlyOnOneSide_NamesBoth()
    {
        Assert.Equal(
            ["'parse' is measured and has no budget in allocation-budgets.json", "'alert' has a budget in allocation-budgets.json and is not measured"],
            AllocationBudgets.Problems(budgets, new Dictionary<string, double> { ["step"] = 0, ["parse"] = 0 }));
    }

    [Fact]
    public void Parse_NegativeBudget_IsRefused()
    {
        var refused = Assert.Throws<InvalidDataException>(() => AllocationBudgets.Parse("""{"step": -1}"""));

        Assert.Equal("allocation-budgets.json: 'step' has a budget of -1 bytes; 0 and above is right.", refused.Message);
        Assert.Throws<JsonException>(() => AllocationBudgets.Parse("""{"step": "none"}"""));
    }

    [Fact]
    public void BytesPerOperation_CountsExactly()
    {
        Assert.Equal(0, AllocationMeter.BytesPerOperation(1000, static () => { }));
        Assert.Equal(24 + 16, AllocationMeter.BytesPerOperation(1000, static () => GC.KeepAlive(new byte[16])));
    }
}
