using System.Diagnostics;

namespace StreamRnn.Tests;

/// <summary>Waits that end: a test that hangs says for what, instead of holding up all that come after it.</summary>
internal static class Wait
{
    /// <summary>Far beyond what any test takes on a busy machine; only a failure gets there.</summary>
    public static readonly TimeSpan Patience = TimeSpan.FromSeconds(120);

    private static readonly TimeSpan lookInterval = TimeSpan.FromMilliseconds(5);

    /// <summary>Waits for a task.</summary>
    /// <exception cref="TimeoutException">It took longer than <see cref="Patience"/>; the message has <paramref name="what"/>.</exception>
    public static async Task ForAsync(Task task, string what)
    {
        try
        {
            await task.WaitAsync(Patience);
        }
        catch (TimeoutException) when (!task.IsCompleted)
        {
            throw Missed(what);
        }
    }

    /// <summary>Waits for a task's result.</summary>
    /// <exception cref="TimeoutException">It took longer than <see cref="Patience"/>; the message has <paramref name="what"/>.</exception>
    public static async Task<T> ForAsync<T>(Task<T> task, string what)
    {
        await ForAsync((Task)task, what);
        return await task;
    }

    /// <summary>Waits until something is so.</summary>
    /// <exception cref="TimeoutException">It took longer than <see cref="Patience"/>; the message has <paramref name="what"/>.</exception>
    public static Task UntilAsync(Func<bool> condition, string what) => UntilAsync(() => Task.FromResult(condition()), what);

    /// <inheritdoc cref="UntilAsync(Func{bool}, string)"/>
    public static async Task UntilAsync(Func<Task<bool>> condition, string what)
    {
        long start = Stopwatch.GetTimestamp();
        while (!await condition())
        {
            if (Stopwatch.GetElapsedTime(start) > Patience)
            {
                throw Missed(what);
            }

            await Task.Delay(lookInterval);
        }
    }

    private static TimeoutException Missed(string what) => new($"{what}: not within {Patience.TotalSeconds} s.");
}
