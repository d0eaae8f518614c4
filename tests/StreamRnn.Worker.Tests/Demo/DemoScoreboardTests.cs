using StreamRnn.Alerting;
using StreamRnn.Worker.Demo;

namespace StreamRnn.Worker.Tests.Demo;

public sealed class DemoScoreboardTests
{
    private readonly DemoScoreboard scoreboard = new(
    [
        new DemoSeries(new DemoStream("pump", "a pump"), [new("pump", 0, 1)], [new(1_000, 2_000), new(5_000, 6_000)]),
        new DemoSeries(new DemoStream("fan", "a fan"), [], [new(1_000, 2_000)]),
    ]);

    [Fact]
    public void Add_OpeningInsideWindow_FindsThatWindowOnly()
    {
        scoreboard.Add(SyntheticIncident.Change("a", "pump", 2_000));

        StreamResult pump = scoreboard.Results[0];
        Assert.Equal([2_000, null], pump.Windows.Select(window => window.FirstIncident));
        Assert.Equal((1, 1, 0), (pump.FoundWindows, pump.InsideIncidents, pump.OtherIncidents));
        Assert.Equal((0, 0, 0), (scoreboard.Results[1].FoundWindows, scoreboard.Results[1].InsideIncidents, scoreboard.Results[1].OtherIncidents));
    }

    [Fact]
    public void Add_OpenedBeforeWindowUpdatedInside_FindsTheWindowAtTheUpdate()
    {
        scoreboard.Add(SyntheticIncident.Change("a", "pump", 900));
        Assert.Equal(1, scoreboard.Results[0].OtherIncidents);

        scoreboard.Add(SyntheticIncident.Change("a", "pump", 900, IncidentState.Update, 1_100));

        StreamResult pump = scoreboard.Results[0];
        Assert.Equal(1_100, pump.Windows[0].FirstIncident);
        Assert.Equal((1, 0), (pump.InsideIncidents, pump.OtherIncidents));
    }

    [Fact]
    public void Add_ResolveInsideWindow_FindsNothing()
    {
        scoreboard.Add(SyntheticIncident.Change("a", "pump", 900));
        scoreboard.Add(SyntheticIncident.Change("a", "pump", 900, IncidentState.Resolve, 1_500));

        Assert.Equal((0, 0, 1), (scoreboard.Results[0].FoundWindows, scoreboard.Results[0].InsideIncidents, scoreboard.Results[0].OtherIncidents));
    }

    [Fact]
    public void Add_SeveralIncidentsInOneWindow_CountsEachAndKeepsTheFirstTime()
    {
        scoreboard.Add(SyntheticIncident.Change("a", "pump", 1_200));
        scoreboard.Add(SyntheticIncident.Change("b", "pump", 1_800));
        scoreboard.Add(SyntheticIncident.Change("c", "pump", 2_001));

        StreamResult pump = scoreboard.Results[0];
        Assert.Equal(1_200, pump.Windows[0].FirstIncident);
        Assert.Equal((2, 1), (pump.InsideIncidents, pump.OtherIncidents));
    }

    [Fact]
    public void Add_IncidentThatReachesTwoWindows_IsOneIncidentAndFindsBoth()
    {
        scoreboard.Add(SyntheticIncident.Change("a", "pump", 1_200));
        scoreboard.Add(SyntheticIncident.Change("a", "pump", 1_200, IncidentState.Update, 5_500));

        StreamResult pump = scoreboard.Results[0];
        Assert.Equal((2, 1, 0), (pump.FoundWindows, pump.InsideIncidents, pump.OtherIncidents));
    }

    [Fact]
    public void Add_UnknownStream_NamesItAndTheKnown()
    {
        ArgumentException error = Assert.Throws<ArgumentException>(
            () => scoreboard.Add(SyntheticIncident.Change("a", "valve", 1)));

        Assert.StartsWith("The stream valve is none of pump, fan.", error.Message, StringComparison.Ordinal);
    }
}
