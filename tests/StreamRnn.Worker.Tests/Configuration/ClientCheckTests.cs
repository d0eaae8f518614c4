using System.Collections;
using StreamRnn.Worker.Configuration.Loading;

namespace StreamRnn.Worker.Tests.Configuration;

public sealed class ClientCheckTests
{
    [Theory]
    [InlineData("sasl.mechanism: is missing; SASL_SSL needs PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER", "security.protocol=SASL_SSL")]
    [InlineData("sasl.mechanism: is missing; sasl_plaintext needs PLAIN, SCRAM-SHA-256, SCRAM-SHA-512 or OAUTHBEARER", "security.protocol=sasl_plaintext", "sasl.username=pump")]
    [InlineData("sasl.username: is missing; PLAIN needs it", "security.protocol=SASL_SSL", "sasl.mechanism=PLAIN", "sasl.password=x")]
    [InlineData("sasl.password: is missing; SCRAM-SHA-512 needs it, best from the environment: STREAMRNN_KAFKA__CLIENT__SASL_PASSWORD", "security.protocol=SASL_SSL", "sasl.mechanisms=SCRAM-SHA-512", "sasl.username=x")]
    [InlineData("sasl.password: is missing; PLAIN needs it, best from the environment: STREAMRNN_KAFKA__CLIENT__SASL_PASSWORD", "security.protocol=SASL_SSL", "sasl.mechanism=PLAIN", "sasl.username=x", "sasl.password=")]
    [InlineData("sasl.oauthbearer.method: is missing; the worker has no token of its own: set oidc, and sasl.oauthbearer.token.endpoint.url", "security.protocol=SASL_SSL", "sasl.mechanism=OAUTHBEARER")]
    [InlineData("security.protocol: is missing, and without it sasl.mechanism has no effect; set SASL_SSL, or SASL_PLAINTEXT where the network is trusted", "sasl.mechanism=PLAIN", "sasl.username=x", "sasl.password=y")]
    [InlineData("sasl.mechanism: Unsupported SASL mechanism: KERBEROS", "security.protocol=SASL_SSL", "sasl.mechanism=KERBEROS")]
    [InlineData("ssl.ca.location: \"/nowhere/ca.pem\" is not there; name a file that the worker can read", "security.protocol=SSL", "ssl.ca.location=/nowhere/ca.pem")]
    [InlineData("ssl.key.location: \"/nowhere/key.pem\" is not there; name a file that the worker can read", "security.protocol=SSL", "ssl.key.location=/nowhere/key.pem")]
    [InlineData("max.in.flight: `max.in.flight` must be set <= 5 when `enable.idempotence` is true", "max.in.flight=100")]
    [InlineData("session.timeout.ms: `max.poll.interval.ms`must be >= `session.timeout.ms`", "session.timeout.ms=400000")]
    [InlineData("dotnet.foo: No such configuration property: \"dotnet.foo\"", "dotnet.foo=1")]
    public void Run_WhatTheClientWouldNotConnectWith_NamesTheKey(string expected, params string[] properties)
    {
        LoadedConfiguration loaded = ConfigurationLoader.Load(null, new Hashtable(), properties.Select(property => $"kafka.client.{property}"));

        InvalidConfigurationException invalid = Assert.Throws<InvalidConfigurationException>(() => ClientCheck.Run(loaded));

        Assert.Equal($"--set: kafka.client.{expected}", invalid.Message);
    }

    [Theory]
    [InlineData()]
    [InlineData("security.protocol=SASL_SSL", "sasl.mechanism=PLAIN", "sasl.username=x", "sasl.password=y")]
    [InlineData("security.protocol=SASL_PLAINTEXT", "sasl.mechanism=OAUTHBEARER", "enable.sasl.oauthbearer.unsecure.jwt=true")]
    [InlineData("security.protocol=PLAINTEXT", "sasl.mechanism=PLAIN")]
    [InlineData("ssl.ca.location=/nowhere/ca.pem")]
    public void Run_WhatTheClientTakes_IsTaken(params string[] properties)
    {
        LoadedConfiguration loaded = ConfigurationLoader.Load(null, new Hashtable(), properties.Select(property => $"kafka.client.{property}"));

        Assert.Null(Record.Exception(() => ClientCheck.Run(loaded)));
    }
}
