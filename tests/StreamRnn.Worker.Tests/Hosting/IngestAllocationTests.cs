namespace StreamRnn.Worker.Tests.Hosting;

public sealed class IngestAllocationTests
{
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    public async Task Run_EventsFromABrokerToTheirScores_AllocatesNothing(int laneThreads)
    {
        MeasuredProcessors processors = await Task.Factory.StartNew(() => MeasuredIngest.Run(laneThreads), TaskCreationOptions.LongRunning);

        Assert.Equal(laneThreads, processors.Threads);
        Assert.All(processors.AllocatedBytes, static windows => Assert.InRange(windows.Count, 20, int.MaxValue));
        Assert.True(
            processors.BytesPerEvent == 0,
            $"Bytes allocated in each window: {string.Join("; ", processors.AllocatedBytes.Select(static windows => string.Join(", ", windows)))}");
    }
}
