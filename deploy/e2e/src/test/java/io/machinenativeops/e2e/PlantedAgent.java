package io.machinenativeops.e2e;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassTransform;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.CodeElement;
import java.lang.classfile.CodeTransform;
import java.lang.classfile.instruction.ReturnInstruction;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.instrument.ClassFileTransformer;
import java.lang.instrument.Instrumentation;
import java.lang.instrument.UnmodifiableClassException;
import java.security.ProtectionDomain;
import java.util.Arrays;

import org.jspecify.annotations.Nullable;

/**
 * Changes a running service from outside, until that process ends: faults that its own code must not be able to have.
 * Loaded into the process by {@link Plant}.
 */
public final class PlantedAgent {

    private static final String WRITES = "io.machinenativeops.tokentracking.storage.Table";
    private static final String CLOCK = "java.time.Clock";

    private PlantedAgent() {}

    /**
     * Called by the JVM.
     *
     * @param fault {@code late-insert}, or {@code clock} and seconds
     */
    public static void agentmain(String fault, Instrumentation jvm) throws UnmodifiableClassException {
        var words = fault.split(" ", -1);
        switch (words[0]) {
            case "late-insert" -> change(jvm, WRITES, "insert", lateInsert());
            case "clock" -> change(jvm, CLOCK, "currentInstant", clock(Long.parseLong(words[1])));
            default -> throw new IllegalArgumentException("Fault '" + fault + "', expected late-insert or clock N");
        }
    }

    /** The method returns at once; its work is done later, by {@link LateInsert}, if the process lives that long. */
    private static CodeTransform lateInsert() {
        var takes = MethodTypeDesc.of(
                ConstantDescs.CD_boolean, ConstantDescs.CD_Object, ConstantDescs.CD_List, ConstantDescs.CD_String);
        return new CodeTransform() {

            @Override
            public void atStart(CodeBuilder code) {
                code.aload(0)
                        .aload(1)
                        .aload(2)
                        .invokestatic(ClassDesc.of(LateInsert.class.getName()), "takes", takes)
                        .ifThen(CodeBuilder::return_);
            }

            @Override
            public void accept(CodeBuilder code, CodeElement element) {
                code.with(element);
            }
        };
    }

    private static CodeTransform clock(long seconds) {
        var instant = ClassDesc.of("java.time.Instant");
        return (code, element) -> {
            if (element instanceof ReturnInstruction) {
                code.loadConstant(seconds)
                        .invokevirtual(instant, "plusSeconds", MethodTypeDesc.of(instant, ConstantDescs.CD_long));
            }
            code.with(element);
        };
    }

    private static void change(Instrumentation jvm, String name, String method, CodeTransform change)
            throws UnmodifiableClassException {
        var changed = Arrays.stream(jvm.getAllLoadedClasses())
                .filter(loaded -> loaded.getName().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalStateException(name + " is not loaded: expected the class to change"));
        if (Arrays.stream(changed.getDeclaredMethods())
                .noneMatch(declared -> declared.getName().equals(method))) {
            throw new IllegalStateException(name + " has no method " + method + ": expected the one to change");
        }
        var transformer = new ClassFileTransformer() {

            @Override
            public byte @Nullable [] transform(
                    @Nullable ClassLoader loader,
                    String internalName,
                    @Nullable Class<?> type,
                    @Nullable ProtectionDomain domain,
                    byte[] bytes) {
                if (type != changed) {
                    return null;
                }
                var file = ClassFile.of();
                return file.transformClass(
                        file.parse(bytes),
                        ClassTransform.transformingMethodBodies(
                                one -> one.methodName().equalsString(method), change));
            }
        };
        jvm.addTransformer(transformer, true);
        try {
            jvm.retransformClasses(changed);
        } finally {
            jvm.removeTransformer(transformer);
        }
    }
}
