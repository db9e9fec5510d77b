package org.penlb.load.micro;

import java.lang.foreign.MemorySegment;
import java.lang.foreign.ValueLayout;
import java.util.HexFormat;
import org.openjdk.jmh.annotations.Benchmark;
import org.openjdk.jmh.annotations.Scope;
import org.openjdk.jmh.annotations.State;
import org.penlb.dns.AnswerCheck;
import org.penlb.dns.QueryCheck;
import org.penlb.dns.QueryIds;

/** What is done for every query and every answer besides moving them: they are looked at, and the query gets an ID. */
@State(Scope.Thread)
public class DnsBenchmark extends Measured {
    private static final int FLAGS = 2;
    private static final byte IS_ANSWER = (byte) 0x81;
    private static final byte[] MESSAGE =
            HexFormat.of().parseHex("1234010000010000000000000377777707657861" + "6d706c6503636f6d0000010001");

    private final QueryCheck check = new QueryCheck();
    private final QueryIds ids = new QueryIds();
    private final MemorySegment query = MemorySegment.ofArray(MESSAGE.clone());
    private final MemorySegment answer = MemorySegment.ofArray(MESSAGE.clone());

    public DnsBenchmark() {
        answer.set(ValueLayout.JAVA_BYTE, FLAGS, IS_ANSWER);
    }

    @Benchmark
    public QueryCheck.Verdict queryCheck() {
        return check.judge(query, 0, MESSAGE.length);
    }

    @Benchmark
    public boolean answerCheck() {
        return AnswerCheck.isAnswer(query, 0, MESSAGE.length - 12, answer, 0, MESSAGE.length);
    }

    @Benchmark
    public int queryId() {
        return ids.next();
    }
}
