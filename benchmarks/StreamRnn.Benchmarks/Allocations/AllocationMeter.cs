namespace StreamRnn.Benchmarks.Allocations;

/// <summary>Counts exactly what an operation allocates on this thread once the runtime has settled.</summary>
internal static class AllocationMeter
{
    /// <summary>Bytes an operation, the minimum of several rounds of <paramref name="operations"/>.</summary>
    public static double BytesPerOperation(int operations, Action operation)
    {
        operation();
        long bytes = Tests.Allocations.OfEachRound(_ =>
        {
            for (int i = 0; i < operations; i++)
            {
                operation();
            }
        });
        return (double)bytes / operations;
    }
}
