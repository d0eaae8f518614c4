using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace StreamRnn.Integration.Tests.Deploy;

/// <summary>
/// A real Kubernetes API server for the tests of one class: schema, defaulting and admission are the real ones. Pods
/// are stored and never run.
/// </summary>
public sealed class KubernetesCluster : IAsyncDisposable
{
    private readonly string folder = Directory.CreateTempSubdirectory("streamrnn-cluster-").FullName;
    private readonly Lazy<Task> started;
    private Process? server;

    /// <summary>A cluster that starts with the first call of kubectl: a test can be skipped where its tools are missing, a fixture can't.</summary>
    public KubernetesCluster() => started = new Lazy<Task>(StartAsync);

    /// <summary>Runs kubectl as the cluster's administrator.</summary>
    internal async Task<ToolRun> Kubectl(string input, params string[] arguments)
    {
        string kubectl = RequiredTool.Find("../shared/bin/kubectl", "it talks to the API server");
        await started.Value;
        return await ToolRun.Of(kubectl, input, ["--kubeconfig", Path.Combine(folder, "kubeconfig"), .. arguments]);
    }

    /// <inheritdoc/>
    public async ValueTask DisposeAsync()
    {
        if (server is { HasExited: false })
        {
            // The script stops the API server and etcd on SIGTERM; Kill would leave them behind.
            await ToolRun.Of("/bin/kill", "", "-TERM", server.Id.ToString());
            await Wait.ForAsync(server.WaitForExitAsync(), "the cluster ends on SIGTERM");
        }

        server?.Dispose();
        Directory.Delete(folder, recursive: true);
    }

    private async Task StartAsync()
    {
        string cluster = RequiredTool.Find("../shared/kubernetes/cluster", "a real API server judges the manifests");
        server = Process.Start(new ProcessStartInfo(cluster, ["start", folder, FreePorts().ToString()])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        server.BeginOutputReadLine();
        server.BeginErrorReadLine();
        (await ToolRun.Of(cluster, "", "wait", folder)).OutputOfSuccess();
    }

    // The cluster takes this port and the two above it.
    private static int FreePorts()
    {
        for (int attempt = 0; attempt < 1000; attempt++)
        {
            using var first = new TcpListener(IPAddress.Loopback, 0);
            first.Start();
            int port = ((IPEndPoint)first.LocalEndpoint).Port;
            if (IsFree(port + 1) && IsFree(port + 2))
            {
                return port;
            }
        }

        throw new InvalidOperationException("No three neighbouring ports are free on the loopback interface.");
    }

    private static bool IsFree(int port)
    {
        try
        {
            using var listener = new TcpListener(IPAddress.Loopback, port);
            listener.Start();
            return true;
        }
        catch (SocketException)
        {
            return false;
        }
    }
}
