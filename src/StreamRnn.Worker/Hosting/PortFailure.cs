using System.Net.Sockets;
using Microsoft.AspNetCore.Connections;
using StreamRnn.Worker.Configuration;

namespace StreamRnn.Worker.Hosting;

/// <summary>Why the worker's port can't be opened, in one sentence.</summary>
internal static class PortFailure
{
    /// <summary>The sentence, or null where the host failed for another reason.</summary>
    public static string? Describe(Exception failure, HttpSection http) => failure switch
    {
        IOException { InnerException: AddressInUseException } => $"http.port: {http.Port} is in use on {http.Address}; set another one, for example --set http.port=8081",
        SocketException { SocketErrorCode: SocketError.AccessDenied } => $"http.port: {http.Port} needs rights that this user has not; set one from 1024 on, for example --set http.port=8080",
        SocketException { SocketErrorCode: SocketError.AddressNotAvailable or SocketError.AddressFamilyNotSupported } =>
            $"http.address: {http.Address} is no address of this machine; 0.0.0.0 listens on all that it has",
        SocketException other => $"http.port: {http.Port} can't be opened on {http.Address}: {other.Message}",
        _ => null,
    };
}
