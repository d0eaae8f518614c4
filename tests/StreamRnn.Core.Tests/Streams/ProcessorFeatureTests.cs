using System.Diagnostics;

namespace StreamRnn.Core.Tests.Streams;

/// <summary>
/// The law that state has equal bits on any machine, held to on this one: the runtime is told that the processor lacks features, and then
/// computes all of a lane, scoring included, by other instructions.
/// </summary>
public sealed class ProcessorFeatureTests
{
    /// <summary>Far beyond what a run takes; only a failure gets there.</summary>
    private static readonly TimeSpan patience = TimeSpan.FromMinutes(5);

    /// <summary>What a processor with 512-bit vectors reports of itself.</summary>
    private const string AllFeatures = "Bits512, 4 doubles a vector, fused multiply-add";

    private static readonly Lazy<Task<string[]>> ordinary = new(() => ReportAsync());

    /// <summary>Settings of .NET 10's compiler. One that a runtime doesn't know has no effect, so each says what a processor with all features then reports.</summary>
    [Theory]
    [InlineData("DOTNET_EnableAVX512", "0", "Bits256, 4 doubles a vector, fused multiply-add")]
    [InlineData("DOTNET_EnableAVX2", "0", "Bits128, 2 doubles a vector, emulated multiply-add")]
    [InlineData("DOTNET_EnableHWIntrinsic", "0", "Bits512, 2 doubles a vector, emulated multiply-add")]
    [InlineData("DOTNET_MaxVectorTBitWidth", "512", "Bits512, 8 doubles a vector, fused multiply-add")]
    public async Task ReferenceRuns_ProcessorWithOtherFeatures_GiveTheSameBits(string setting, string value, string processor)
    {
        string[] expected = await ordinary.Value;

        string[] report = await ReportAsync((setting, value));

        Assert.Equal(expected[1..], report[1..]);
        if (expected[0] == AllFeatures)
        {
            Assert.Equal(processor, report[0]);
        }
    }

    private static async Task<string[]> ReportAsync(params (string Name, string Value)[] settings)
    {
        var start = new ProcessStartInfo(Environment.ProcessPath!, [ReferenceRun.ReportArgument]) { RedirectStandardOutput = true, RedirectStandardError = true };
        if (Path.GetFileNameWithoutExtension(start.FileName) == "dotnet")
        {
            start.ArgumentList.Insert(0, typeof(ReferenceRun).Assembly.Location);
        }

        foreach ((string name, string value) in settings)
        {
            start.Environment[name] = value;
        }

        using Process process = Process.Start(start)!;
        using var limit = new CancellationTokenSource(patience);
        try
        {
            Task<string> errors = process.StandardError.ReadToEndAsync(limit.Token);
            string report = await process.StandardOutput.ReadToEndAsync(limit.Token);
            await process.WaitForExitAsync(limit.Token);
            Assert.True(process.ExitCode == 0, await errors);
            return report.TrimEnd().Split('\n');
        }
        catch (OperationCanceledException)
        {
            process.Kill(entireProcessTree: true);
            throw new TimeoutException($"The reference runs did not end within {patience}.");
        }
    }
}
