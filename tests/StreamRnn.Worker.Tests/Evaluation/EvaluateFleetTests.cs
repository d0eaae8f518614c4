using System.Text.Json;

namespace StreamRnn.Worker.Tests.Evaluation;

public sealed class EvaluateFleetTests
{
    private static readonly string[] small = ["evaluate", "--suite", "fleet", "--streams", "6", "--days", "2", "--interval", "5m", "--memory", "lean"];

    [Fact]
    public async Task Evaluate_Fleet_WritesEveryTableAnomalyAndIncident()
    {
        using var folder = new EvaluateFolder();

        Assert.Equal(0, await folder.RunAsync([.. small, "--seeds", "2", "--seed", "5", "--output", "@out"]));

        using JsonDocument json = JsonDocument.Parse(folder.Read("out/evaluation.json"));
        JsonElement tables = json.RootElement.GetProperty("tables");
        Assert.Equal([5, 6], json.RootElement.GetProperty("seeds").EnumerateArray().Select(seed => seed.GetInt32()));
        Assert.Equal(
            ["anomaly", "on a stream of kind", "false incidents a stream and day", "incidents", "the anomaly after a", "ranking"],
            tables.EnumerateObject().Select(table => table.Name));
        double anomalies = tables.GetProperty("anomaly").GetProperty("all").GetProperty("number").GetProperty("seeds").EnumerateArray().Sum(seed => seed.GetDouble());
        double incidents = tables.GetProperty("incidents").GetProperty("all").GetProperty("number").GetProperty("seeds").EnumerateArray().Sum(seed => seed.GetDouble());
        Assert.Equal(anomalies, folder.Read("out/anomalies.csv").Count(letter => letter == '\n') - 1);
        Assert.Equal(incidents, folder.Read("out/incidents.csv").Count(letter => letter == '\n') - 1);
        Assert.Contains("| days 2 to 4", folder.Output, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task Evaluate_FleetTwice_GivesTheSameBytes(bool isOneLane)
    {
        using var folder = new EvaluateFolder();
        string[] lane = isOneLane ? ["--fleet"] : [];

        await folder.RunAsync([.. small, .. lane, "--output", "@first"]);
        await folder.RunAsync([.. small, .. lane, "--output", "@second"]);

        foreach (string file in (string[])["evaluation.json", "anomalies.csv", "incidents.csv"])
        {
            Assert.Equal(folder.Read($"first/{file}"), folder.Read($"second/{file}"));
        }
    }
}
