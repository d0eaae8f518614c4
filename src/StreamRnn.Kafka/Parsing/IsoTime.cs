namespace StreamRnn.Kafka.Parsing;

/// <summary>
/// The usual form of an ISO 8601 time: <c>2026-01-31T12:00:00</c>, a blank or the T, up to nine decimals of a second, then Z,
/// an offset such as <c>+01:00</c> below 14 hours, or nothing (UTC); years 1980 to 2199. Any other text, wrong or right, is
/// <see cref="EventTime"/>'s matter.
/// </summary>
internal static class IsoTime
{
    private const int SecondsLength = 19;
    private const int OffsetLength = 6;
    private const int MaximumDecimals = 9;
    private const int MillisecondDecimals = 3;

    /// <summary>Reads the text that starts at <paramref name="position"/>, after its quote, into Unix milliseconds, cut as <see cref="EventTime"/> cuts.</summary>
    /// <returns>The position after the closing quote, or -1 where the text has another form.</returns>
    public static int Read(ReadOnlySpan<byte> text, int position, out long time)
    {
        time = 0;
        if (text.Length - position <= SecondsLength || !TryReadSeconds(text.Slice(position, SecondsLength), out time))
        {
            return -1;
        }

        position += SecondsLength;
        if (text[position] == (byte)'.')
        {
            position = AddDecimals(text, position + 1, ref time);
        }

        if (position < 0 || position >= text.Length)
        {
            return -1;
        }

        switch (text[position])
        {
            case (byte)'Z':
                position++;
                break;
            case (byte)'+' or (byte)'-':
                position = SubtractOffset(text, position, ref time);
                break;
        }

        return position >= 0 && position < text.Length && text[position] == (byte)'"' ? position + 1 : -1;
    }

    private static bool TryReadSeconds(ReadOnlySpan<byte> text, out long time)
    {
        time = 0;
        uint wrong = (uint)((text[4] ^ '-') | (text[7] ^ '-') | (text[13] ^ ':') | (text[16] ^ ':'));
        if (text[10] != (byte)'T' && text[10] != (byte)' ')
        {
            return false;
        }

        int year = (TwoDigits(text[0], text[1], ref wrong) * 100) + TwoDigits(text[2], text[3], ref wrong);
        int month = TwoDigits(text[5], text[6], ref wrong);
        int day = TwoDigits(text[8], text[9], ref wrong);
        int hour = TwoDigits(text[11], text[12], ref wrong);
        int minute = TwoDigits(text[14], text[15], ref wrong);
        int second = TwoDigits(text[17], text[18], ref wrong);
        if (wrong != 0 || year is < 1980 or > 2199 || month is < 1 or > 12 || day < 1 || day > DateTime.DaysInMonth(year, month)
            || hour > 23 || minute > 59 || second > 59)
        {
            return false;
        }

        long days = (new DateTime(year, month, day).Ticks - DateTime.UnixEpoch.Ticks) / TimeSpan.TicksPerDay;
        time = ((((((days * 24) + hour) * 60) + minute) * 60) + second) * 1000;
        return true;
    }

    /// <summary>Two digits' number; sets a bit of <paramref name="wrong"/> beyond the lowest four where one is none.</summary>
    private static int TwoDigits(byte high, byte low, ref uint wrong)
    {
        uint tens = (uint)(high - '0');
        uint ones = (uint)(low - '0');

        // Ten to fifteen pass the mask, so six is added first: 0 to 9 stay below 16, all else doesn't.
        wrong |= ((tens + 6) | (ones + 6) | tens | ones) & ~0xFu;
        return (int)((tens * 10) + ones);
    }

    private static int AddDecimals(ReadOnlySpan<byte> text, int position, ref long time)
    {
        int milliseconds = 0;
        int decimals = 0;
        for (; position < text.Length && (uint)(text[position] - '0') <= 9; position++, decimals++)
        {
            if (decimals < MillisecondDecimals)
            {
                milliseconds = (milliseconds * 10) + (text[position] - '0');
            }
        }

        for (int missing = decimals; missing < MillisecondDecimals; missing++)
        {
            milliseconds *= 10;
        }

        time += milliseconds;
        return decimals is > 0 and <= MaximumDecimals ? position : -1;
    }

    private static int SubtractOffset(ReadOnlySpan<byte> text, int position, ref long time)
    {
        if (text.Length - position < OffsetLength)
        {
            return -1;
        }

        ReadOnlySpan<byte> offset = text.Slice(position, OffsetLength);
        uint wrong = (uint)(offset[3] ^ ':');
        int hours = TwoDigits(offset[1], offset[2], ref wrong);
        int minutes = TwoDigits(offset[4], offset[5], ref wrong);
        if (wrong != 0 || hours > 13 || minutes > 59)
        {
            return -1;
        }

        long milliseconds = ((hours * 60) + minutes) * 60_000L;
        time += offset[0] == (byte)'-' ? milliseconds : -milliseconds;
        return position + OffsetLength;
    }
}
