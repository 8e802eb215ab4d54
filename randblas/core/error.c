#include "randblas.h"

#define ILLEGAL(i) "argument " #i " is illegal"

const char *randblas_strerror(int info)
{
    static const char *const illegal[] = {"no argument is illegal",
                                          ILLEGAL(1),
                                          ILLEGAL(2),
                                          ILLEGAL(3),
                                          ILLEGAL(4),
                                          ILLEGAL(5),
                                          ILLEGAL(6),
                                          ILLEGAL(7),
                                          ILLEGAL(8),
                                          ILLEGAL(9),
                                          ILLEGAL(10),
                                          ILLEGAL(11),
                                          ILLEGAL(12),
                                          ILLEGAL(13),
                                          ILLEGAL(14),
                                          ILLEGAL(15),
                                          ILLEGAL(16),
                                          ILLEGAL(17),
                                          ILLEGAL(18),
                                          ILLEGAL(19),
                                          ILLEGAL(20)};
    switch (info) {
#define CASE(name, value, sentence)                                                                                    \
    case name:                                                                                                         \
        return sentence;
        RANDBLAS_INFO_LIST(CASE)
#undef CASE
    default:
        break;
    }
    if (info < 0 && info > -(int)(sizeof illegal / sizeof *illegal)) return illegal[-info];
    return "unknown result code";
}

const char *randblas_version(void)
{
    return RANDBLAS_VERSION_STRING;
}
