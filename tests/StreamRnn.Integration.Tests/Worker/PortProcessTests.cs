using System.Net;
using System.Net.Sockets;

namespace StreamRnn.Integration.Tests.Worker;

/// <summary>A port that can't be opened: one sentence on standard error, and no stack trace anywhere.</summary>
public sealed class PortProcessTests
{
    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData("127.0.0.1", "0.0.0.0")]
    [InlineData("::", "127.0.0.1")]
    [InlineData("::", "0.0.0.0")]
    [InlineData("0.0.0.0", "::")]
    public async Task Run_PortInUse_SaysWhichAndExits1(string taken, string wanted)
    {
        Assert.SkipUnless(Socket.OSSupportsIPv6 || !(taken + wanted).Contains(':', StringComparison.Ordinal), "This machine has no IPv6.");
        IPAddress address = IPAddress.Parse(taken);
        using var occupied = new Socket(address.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        if (address.AddressFamily == AddressFamily.InterNetworkV6)
        {
            occupied.DualMode = true;
        }

        occupied.Bind(new IPEndPoint(address, 0));
        occupied.Listen();
        int port = ((IPEndPoint)occupied.LocalEndPoint!).Port;

        (int exitCode, string[] output, string[] error) = await WorkerProcess.RunAsync(
            null, "run", "--set", $"http.address={wanted}", "--set", $"http.port={port}", "--set", "kafka.bootstrap-servers=127.0.0.1:1");

        Assert.Equal(1, exitCode);
        Assert.Equal([$"http.port: {port} is in use on {wanted}; set another one, for example --set http.port=8081"], error);
        Assert.Empty(output);
    }

    [Fact]
    public async Task Run_AddressOfAnotherMachine_SaysSoAndExits1()
    {
        // 203.0.113.0/24 is kept for documentation: no machine has it.
        (int exitCode, string[] output, string[] error) = await WorkerProcess.RunAsync(
            null, "run", "--set", "http.address=203.0.113.9", "--set", "http.port=0", "--set", "kafka.bootstrap-servers=127.0.0.1:1");

        Assert.Equal(1, exitCode);
        Assert.Equal(["http.address: 203.0.113.9 is no address of this machine; 0.0.0.0 listens on all that it has"], error);
        Assert.Empty(output);
    }
}
