/* SPDX-License-Identifier: MIT */
/* Locks, and waiting for somebody. */
#undef _FORTIFY_SOURCE
#include "replaced.h"

#include <pthread.h>
#include <semaphore.h>
#include <threads.h>

#if REPLACED_HERE

/* To be found by what is loaded: replaced.list names them, too. */
#pragma GCC visibility push(default)

#define LOCK(type, name, declared, given) REPLACED(REPLACED_LOCKS, type, name, declared, given)

LOCK(int, pthread_mutex_lock, (pthread_mutex_t * mutex), (mutex))
LOCK(int, pthread_mutex_trylock, (pthread_mutex_t * mutex), (mutex))
LOCK(int, pthread_mutex_timedlock, (pthread_mutex_t *restrict mutex, const struct timespec *restrict until), (mutex, until))
LOCK(int, pthread_mutex_clocklock, (pthread_mutex_t *restrict mutex, clockid_t clock, const struct timespec *restrict until),
     (mutex, clock, until))
LOCK(int, pthread_rwlock_rdlock, (pthread_rwlock_t * lock), (lock))
LOCK(int, pthread_rwlock_tryrdlock, (pthread_rwlock_t * lock), (lock))
LOCK(int, pthread_rwlock_wrlock, (pthread_rwlock_t * lock), (lock))
LOCK(int, pthread_rwlock_trywrlock, (pthread_rwlock_t * lock), (lock))
LOCK(int, pthread_spin_lock, (pthread_spinlock_t * lock), (lock))
LOCK(int, pthread_spin_trylock, (pthread_spinlock_t * lock), (lock))
LOCK(int, pthread_cond_wait, (pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex), (condition, mutex))
LOCK(int, pthread_cond_timedwait,
     (pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex, const struct timespec *restrict until),
     (condition, mutex, until))
LOCK(int, pthread_cond_clockwait,
     (pthread_cond_t *restrict condition, pthread_mutex_t *restrict mutex, clockid_t clock,
      const struct timespec *restrict until),
     (condition, mutex, clock, until))
LOCK(int, pthread_barrier_wait, (pthread_barrier_t * barrier), (barrier))
LOCK(int, pthread_once, (pthread_once_t * once, void (*function)(void)), (once, function))
LOCK(int, sem_wait, (sem_t * semaphore), (semaphore))
LOCK(int, sem_trywait, (sem_t * semaphore), (semaphore))
LOCK(int, sem_timedwait, (sem_t *restrict semaphore, const struct timespec *restrict until), (semaphore, until))
LOCK(int, mtx_lock, (mtx_t * mutex), (mutex))
LOCK(int, mtx_trylock, (mtx_t * mutex), (mutex))
LOCK(int, mtx_timedlock, (mtx_t *restrict mutex, const struct timespec *restrict until), (mutex, until))
LOCK(int, cnd_wait, (cnd_t * condition, mtx_t *mutex), (condition, mutex))
LOCK(int, cnd_timedwait, (cnd_t *restrict condition, mtx_t *restrict mutex, const struct timespec *restrict until),
     (condition, mutex, until))

void call_once(once_flag *flag, void (*function)(void))
{
    static lb_function real;
    (void)replaced_note(REPLACED_LOCKS, "call_once", __builtin_return_address(0));
    ((void (*)(once_flag *, void (*)(void)))replaced_real(&real, "call_once"))(flag, function);
    REPLACED_STAY;
}

#pragma GCC visibility pop

#endif
